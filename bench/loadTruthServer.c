// A server whose latency is known: what it is told to wait it waits, to some 50 µs, and it writes down what it did. One thread, a heap of
// what is due, epoll with a timeout in nanoseconds. Linux 5.11.
//   cc -O2 -o .out/loadTruthServer loadTruthServer.c && .out/loadTruthServer     prints its port
// /tail 5 ms, every hundredth request 200 ms · /stall still for the last 1 s of every 5 · /drip five bytes, 10 ms apart · /reset 5 ms, every
// twentieth request is reset then · /!stats tells and clears: two doubles for each request, when it came and how long its last byte took
// (-1: it was reset), in milliseconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS 16384
#define RECORDS 4000000

struct timer { double due, came; int fd, generation, left; char reset; };
static struct timer heap[CONNECTIONS * 4];
static int heaped, generations[CONNECTIONS], matched[CONNECTIONS];
static double records[RECORDS * 2];
static size_t recorded, counted;
static double started;
static const char whole[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
static const char dripping[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

/** What came first is answered first. */
static int before(const struct timer *a, const struct timer *b) {
  return a->due < b->due || (a->due == b->due && a->came < b->came);
}

static void push(struct timer timer) {
  if (heaped == CONNECTIONS * 4) abort();
  int at = heaped++;
  for (; at > 0 && before(&timer, &heap[(at - 1) / 2]); at = (at - 1) / 2) heap[at] = heap[(at - 1) / 2];
  heap[at] = timer;
}

static struct timer pop(void) {
  struct timer first = heap[0], last = heap[--heaped];
  int at = 0;
  for (int child; (child = 2 * at + 1) < heaped; at = child) {
    if (child + 1 < heaped && before(&heap[child + 1], &heap[child])) child++;
    if (!before(&heap[child], &last)) break;
    heap[at] = heap[child];
  }
  heap[at] = last;
  return first;
}

static void forget(int fd) {
  generations[fd]++;
  close(fd);
}

static void note(double came, double waited) {
  if (recorded == RECORDS) return;
  records[2 * recorded] = came;
  records[2 * recorded++ + 1] = waited;
}

static void tell(int fd) {
  char head[100];
  size_t length = recorded * 2 * sizeof(double), sent = 0;
  int size = sprintf(head, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n", length);
  if (write(fd, head, size) < 0) return;
  while (sent < length) {
    ssize_t wrote = write(fd, (char *)records + sent, length - sent);
    if (wrote > 0) sent += wrote;
  }
  recorded = counted = 0;
  forget(fd);
}

static void ask(int fd, const char *path, double came) {
  struct timer timer = {.due = came + 5, .came = came, .fd = fd, .generation = generations[fd]};
  if (!strncmp(path, "/!stats", 7)) return tell(fd);
  counted++;
  if (!strncmp(path, "/tail", 5)) timer.due = came + (counted % 100 ? 5 : 200);
  if (!strncmp(path, "/reset", 6)) timer.reset = counted % 20 == 0;
  if (!strncmp(path, "/drip", 5)) timer.due = came + 10, timer.left = 4, write(fd, dripping, sizeof dripping - 1);
  if (!strncmp(path, "/stall", 6)) {
    double since = came - started, into = since - 5000.0 * (long)(since / 5000);
    // The same number for all of a stall.
    timer.due = into > 4000 ? started + 5000.0 * (1 + (long)(since / 5000)) : came;
  }
  push(timer);
}

static void answer(struct timer timer) {
  if (generations[timer.fd] != timer.generation) return;
  if (timer.left > 0) {
    write(timer.fd, ".", 1);
    timer.left--, timer.due += 10;
    return push(timer);
  }
  if (timer.reset) {
    struct linger linger = {1, 0};
    setsockopt(timer.fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    forget(timer.fd);
    return note(timer.came, -1);
  }
  // A drip's head has been sent: the last byte is left.
  if (timer.due - timer.came > 45 && timer.due - timer.came < 55) write(timer.fd, ".", 1);
  else write(timer.fd, whole, sizeof whole - 1);
  note(timer.came, now() - timer.came);
}

static void come(int fd) {
  char bytes[65536];
  ssize_t length = read(fd, bytes, sizeof bytes - 1);
  if (length <= 0) return forget(fd);
  double came = now();
  bytes[length] = 0;
  int state = matched[fd];
  for (ssize_t at = 0; at < length; at++) state = bytes[at] == (state & 1 ? '\n' : '\r') ? state + 1 : bytes[at] == '\r';
  // A request comes in one piece, and the next one after its answer.
  char *path = memchr(bytes, ' ', length);
  if (state == 4 && path) ask(fd, path + 1, came);
  matched[fd] = state == 4 ? 0 : state;
}

int main(void) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  prctl(PR_SET_TIMERSLACK, 1);
  signal(SIGPIPE, SIG_IGN);
  if (bind(listener, (void *)&address, size) || listen(listener, 4096)) return perror("listen"), 1;
  getsockname(listener, (void *)&address, &size);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  started = now();
  int poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    double wait = heaped ? heap[0].due - now() : 1000;
    struct timespec timeout = {0};
    if (wait > 0) timeout.tv_sec = wait / 1e3, timeout.tv_nsec = (wait - timeout.tv_sec * 1e3) * 1e6;
    int ready = epoll_pwait2(poll, events, 256, &timeout, NULL);
    for (int i = 0; i < ready; i++) {
      if (events[i].data.fd != listener) { come(events[i].data.fd); continue; }
      for (int fd; (fd = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0;) {
        if (fd >= CONNECTIONS) { close(fd); continue; }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        matched[fd] = 0;
        event.data.fd = fd;
        epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
      }
    }
    while (heaped && heap[0].due <= now()) answer(pop());
  }
}
