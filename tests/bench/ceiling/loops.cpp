// Ceilings (b) and (c): libfcgi under epoll with kept connections and nothing else; it reads the
// body and answers the same bytes to every request. With a key it signs a text for each answer.
//   ceiling-loops LOOPS ANSWER_FILE [KEY.pem]      descriptor 0: the listening socket
#include <fcgiapp.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

constexpr std::string_view kText =
    "appKey=MMMabc&dealId=470193086&totalAmount=1&tpOrderId=17953694749751466485779332517120";

struct work {
    std::string answer;
    EVP_PKEY* key = nullptr;
};

void watch(int epoll, int fd, uint32_t events, FCGX_Request* request) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = request;
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

void sign(EVP_PKEY* key) {
    std::array<unsigned char, 1024> signature;
    size_t size = signature.size();
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, EVP_sha1(), nullptr, key);
    if (EVP_DigestSign(context, signature.data(), &size,
                       reinterpret_cast<const unsigned char*>(kText.data()), kText.size()) != 1)
        std::abort();
    EVP_MD_CTX_free(context);
}

void accept_one(int epoll) {
    const int fd = accept4(STDIN_FILENO, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    auto* const request = new FCGX_Request;
    FCGX_InitRequest(request, -1, 0);
    request->ipcFd = fd;
    request->keepConnection = 1;
    FCGX_Detach(request);
    watch(epoll, fd, EPOLLIN, request);
}

void answer_one(FCGX_Request* request, const work& what) {
    std::array<char, 8192> body;
    if (FCGX_Accept_r(request) < 0) {
        delete request;
        return;
    }
    while (FCGX_GetStr(body.data(), body.size(), request->in) > 0) continue;
    if (what.key != nullptr) sign(what.key);
    FCGX_PutStr(what.answer.data(), static_cast<int>(what.answer.size()), request->out);
    FCGX_Finish_r(request);
    if (request->ipcFd < 0) delete request;
}

void run(const work& what) {
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    watch(epoll, STDIN_FILENO, EPOLLIN | EPOLLEXCLUSIVE, nullptr);
    std::array<epoll_event, 64> events;
    for (;;) {
        const int count = epoll_wait(epoll, events.data(), events.size(), -1);
        for (int i = 0; i < count; ++i) {
            auto* const request = static_cast<FCGX_Request*>(events[i].data.ptr);
            request == nullptr ? accept_one(epoll) : answer_one(request, what);
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return EXIT_FAILURE;
    work what;
    std::ifstream answer(argv[2], std::ios::binary);
    what.answer.assign(std::istreambuf_iterator<char>(answer), {});
    if (argc > 3) {
        FILE* const file = std::fopen(argv[3], "r");
        if (file == nullptr) return EXIT_FAILURE;
        what.key = PEM_read_PrivateKey(file, nullptr, nullptr, nullptr);
        std::fclose(file);
        if (what.key == nullptr) return EXIT_FAILURE;
    }
    if (what.answer.empty()) return EXIT_FAILURE;
    FCGX_Init();
    fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
    std::vector<std::thread> loops;
    for (int left = std::atoi(argv[1]); left > 0; --left) loops.emplace_back(run, std::cref(what));
    for (std::thread& each : loops) each.join();
}
