-- For wrk: writes a line for each answer, "STATUS CODE ORDER", to the file named after "--", and at
-- the end prints how many requests got none.
local out

function init(args)
    out = io.open(args[1], "a")
    out:setvbuf("line")
end

function response(status, headers, body)
    local order = body:match('"tpOrderId":"(%d+)"') or "-"
    out:write(status, " ", headers["X-Swan-Code"] or "-", " ", order, "\n")
end

function done(summary)
    local errors = summary.errors
    print("unanswered " .. errors.connect + errors.read + errors.write + errors.timeout)
end
