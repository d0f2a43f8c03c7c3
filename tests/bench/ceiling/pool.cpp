// Ceiling (d): what libfcgi's documentation teaches, a pool of threads that block in accept, with a
// connection a request; it reads the body and answers the same bytes to every request.
//   ceiling-pool THREADS ANSWER_FILE      descriptor 0: the listening socket
#include <fcgiapp.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace {

void run(const std::string& answer) {
    FCGX_Request request;
    FCGX_InitRequest(&request, 0, 0);
    std::array<char, 8192> body;
    while (FCGX_Accept_r(&request) == 0) {
        while (FCGX_GetStr(body.data(), body.size(), request.in) > 0) continue;
        FCGX_PutStr(answer.data(), static_cast<int>(answer.size()), request.out);
        FCGX_Finish_r(&request);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return EXIT_FAILURE;
    std::ifstream file(argv[2], std::ios::binary);
    const std::string answer{std::istreambuf_iterator<char>(file), {}};
    if (answer.empty()) return EXIT_FAILURE;
    FCGX_Init();
    std::vector<std::thread> threads;
    for (int left = std::atoi(argv[1]); left > 0; --left) threads.emplace_back(run, answer);
    for (std::thread& each : threads) each.join();
}
