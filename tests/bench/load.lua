-- wrk's side of a load: sends the requests of a file, one a line: METHOD PATH [BODY].
--   wrk ... -s load.lua URL -- FILE again|once
-- again: round and round; once: each line once, shared out over the threads, and the load fails
-- when they run out. Ends with one line of JSON.
local threads = {}
function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

local requests, nextOne, once = {}, 0, false
ranOut = false

function init(args)
    once = args[2] == "once"
    local total = tonumber(args[3])
    local line = 0
    for text in io.lines(args[1]) do
        if not once or line % total == number then
            local method, path, body = text:match("^(%S+) (%S+) ?(.*)$")
            requests[#requests + 1] = wrk.format(method, path,
                { ["Content-Type"] = "application/x-www-form-urlencoded", ["Host"] = "bench" },
                body ~= "" and body or nil)
        end
        line = line + 1
    end
end

function request()
    nextOne = nextOne + 1
    if nextOne > #requests then
        nextOne = 1
        if once then
            ranOut = true
            wrk.thread:stop()
        end
    end
    return requests[nextOne]
end

function done(summary, latency)
    local short = false
    for _, thread in ipairs(threads) do short = short or thread:get("ranOut") end
    local errors = summary.errors
    io.write(string.format(
        '{"requests":%d,"duration_us":%d,"status_errors":%d,"socket_errors":%d,"p50_us":%d,"p99_us":%d,"ran_out":%s}\n',
        summary.requests, summary.duration, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50), latency:percentile(99), tostring(short)))
end
