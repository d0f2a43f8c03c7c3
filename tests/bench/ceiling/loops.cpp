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

#include <algorithm>
#include <array>
#include <atomic>
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
    EVP_MD_CTX* signer = nullptr;  // with the key, ready to be copied
};

struct loop {
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    std::atomic<int> connections = 0;
};
using all_loops = std::vector<loop>;

void watch(int epoll, int fd, uint32_t events, FCGX_Request* request) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = request;
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

void sign(const EVP_MD_CTX* signer) {
    std::array<unsigned char, 1024> signature;
    size_t size = signature.size();
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_MD_CTX_copy_ex(context, signer);
    if (EVP_DigestSign(context, signature.data(), &size,
                       reinterpret_cast<const unsigned char*>(kText.data()), kText.size()) != 1)
        std::abort();
    EVP_MD_CTX_free(context);
}

// To the loop that has the fewest: whichever wakes first would take them all, and keep them.
void accept_one(all_loops& loops) {
    const int fd = accept4(STDIN_FILENO, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    auto* const request = new FCGX_Request;
    FCGX_InitRequest(request, -1, 0);
    request->ipcFd = fd;
    request->keepConnection = 1;
    FCGX_Detach(request);
    loop& to = *std::min_element(loops.begin(), loops.end(), [](const loop& a, const loop& b) {
        return a.connections < b.connections;
    });
    ++to.connections;
    watch(to.epoll, fd, EPOLLIN, request);
}

void end(FCGX_Request* request, loop& of) {
    --of.connections;
    delete request;
}

void answer_one(FCGX_Request* request, const work& what, loop& of) {
    std::array<char, 8192> body;
    if (FCGX_Accept_r(request) < 0) return end(request, of);
    while (FCGX_GetStr(body.data(), body.size(), request->in) > 0) continue;
    if (what.signer != nullptr) sign(what.signer);
    FCGX_PutStr(what.answer.data(), static_cast<int>(what.answer.size()), request->out);
    FCGX_Finish_r(request);
    if (request->ipcFd < 0) end(request, of);
}

void run(const work& what, all_loops& loops, loop& mine) {
    watch(mine.epoll, STDIN_FILENO, EPOLLIN | EPOLLEXCLUSIVE, nullptr);
    std::array<epoll_event, 64> events;
    for (;;) {
        const int count = epoll_wait(mine.epoll, events.data(), events.size(), -1);
        for (int i = 0; i < count; ++i) {
            auto* const request = static_cast<FCGX_Request*>(events[i].data.ptr);
            request == nullptr ? accept_one(loops) : answer_one(request, what, mine);
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
        EVP_PKEY* const key = PEM_read_PrivateKey(file, nullptr, nullptr, nullptr);
        std::fclose(file);
        what.signer = EVP_MD_CTX_new();
        if (EVP_DigestSignInit(what.signer, nullptr, EVP_sha1(), nullptr, key) != 1)
            return EXIT_FAILURE;
    }
    if (what.answer.empty()) return EXIT_FAILURE;
    FCGX_Init();
    fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
    all_loops loops(std::strtoul(argv[1], nullptr, 10));
    std::vector<std::thread> threads;
    for (loop& each : loops)
        threads.emplace_back(run, std::cref(what), std::ref(loops), std::ref(each));
    for (std::thread& each : threads) each.join();
}
