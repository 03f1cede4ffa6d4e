// The fastest server that the clients are measured against: one thread, epoll, one fixed answer for each request's empty line.
//   cc -O2 -o .out/loadServer loadServer.c && .out/loadServer [port]     prints its port
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTIONS 4096
#define ANSWERS 64

static const char answer[] =
    "HTTP/1.1 200 OK\r\nServer: bench\r\nDate: Sat, 01 Jan 2028 00:00:00 GMT\r\nContent-Type: application/json\r\n"
    "Content-Length: 27\r\nConnection: keep-alive\r\n\r\n{\"hello\":\"world\",\"id\":1234}";
static char answers[ANSWERS * sizeof answer];
static int matched[CONNECTIONS]; // How much of CR LF CR LF has come on a connection.

int main(int count, char **arguments) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  address.sin_port = htons(count > 1 ? atoi(arguments[1]) : 0);
  socklen_t size = sizeof address;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (void *)&address, size) || listen(listener, 1024)) return perror("listen"), 1;
  getsockname(listener, (void *)&address, &size);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (int i = 0; i < ANSWERS; i++) memcpy(answers + i * (sizeof answer - 1), answer, sizeof answer - 1);

  int poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int ready = epoll_wait(poll, events, 256, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        int peer = accept4(listener, 0, 0, SOCK_NONBLOCK);
        if (peer < 0) continue;
        if (peer >= CONNECTIONS) { close(peer); continue; }
        setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        matched[peer] = 0;
        event.data.fd = peer;
        epoll_ctl(poll, EPOLL_CTL_ADD, peer, &event);
        continue;
      }
      char bytes[65536];
      ssize_t length = read(fd, bytes, sizeof bytes);
      if (length <= 0) { close(fd); continue; }
      int requests = 0, state = matched[fd];
      for (ssize_t at = 0; at < length; at++) {
        char wanted = state & 1 ? '\n' : '\r';
        state = bytes[at] == wanted ? state + 1 : bytes[at] == '\r';
        if (state == 4) requests++, state = 0;
      }
      matched[fd] = state;
      for (; requests > 0; requests -= ANSWERS) {
        int now = requests < ANSWERS ? requests : ANSWERS;
        if (write(fd, answers, now * (sizeof answer - 1)) < 0) break;
      }
    }
  }
}
