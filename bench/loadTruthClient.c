// The least that a load generator with a constant arrival rate needs, as wrk2 does it: what a client of ours says is held against what this
// one says in the same minute, since what the machine adds to both is neither's. One thread, epoll with a timeout in nanoseconds, at most
// 1,000 connections, opened when none is free and used again. Latency counts from when a request was due to its last byte. Linux 5.11.
//   cc -O2 -o .out/loadTruthClient loadTruthClient.c && .out/loadTruthClient port /path rate seconds [most connections] > samples
// 2 s of warm-up come first and are left out. Tells on stderr: requests answered, percentiles, resets, how late it sent at p99; on stdout
// each latency, a double of milliseconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
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
#define WARMUP 2

struct connection { double due; long number; int length, isReady; char bytes[1024]; };
static struct connection connections[CONNECTIONS];
static struct sockaddr_in address = {.sin_family = AF_INET};
static double latencies[RECORDS], late[RECORDS], begun, rate, blockedAt;
static int idle[CONNECTIONS], idles, opened, most = 1000, poll;
static long next, warm, last, answered, sent, resets;
static char request[1024];

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static double dueAt(long number) { return begun + number * 1e3 / rate; }

static void fail(const char *what) { perror(what), exit(1); }

static void lose(int fd) {
  if (connections[fd].number >= warm) resets++;
  close(fd);
  opened--;
}

static void transmit(int fd) {
  // What was reset in the meantime is told by epoll.
  if (write(fd, request, strlen(request)) < 0 && errno != ECONNRESET && errno != EPIPE) fail("write");
}

/** A free connection, the one used last, or a new one. */
static int find(void) {
  if (idles > 0) return idle[--idles];
  if (opened == most) return -1;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  if (fd < 0 || fd >= CONNECTIONS) fail("socket");
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.fd = fd};
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(fd, (void *)&address, sizeof address) && errno != EINPROGRESS) fail("connect");
  epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
  connections[fd].isReady = 0;
  opened++;
  return fd;
}

static void sendDue(void) {
  for (double at; next < last && dueAt(next) <= (at = now()); next++) {
    int fd = find();
    if (fd < 0) { blockedAt = at; return; }
    struct connection *connection = &connections[fd];
    connection->due = dueAt(next);
    connection->number = next;
    connection->length = 0;
    // What had to wait for a connection is late because of the server.
    if (next >= warm && connection->due > blockedAt && sent < RECORDS) late[sent++] = at - connection->due;
    if (connection->isReady) transmit(fd);
  }
}

/** Whether all of an answer has come; it has a Content-Length and comes alone. */
static int isWhole(struct connection *connection) {
  connection->bytes[connection->length] = 0;
  char *end = strstr(connection->bytes, "\r\n\r\n"), *field = strstr(connection->bytes, "Content-Length: ");
  return end && field && connection->length >= end + 4 - connection->bytes + atoi(field + 16);
}

static void come(int fd) {
  struct connection *connection = &connections[fd];
  ssize_t length;
  while ((length = read(fd, connection->bytes + connection->length, sizeof connection->bytes - 1 - connection->length)) > 0)
    connection->length += length;
  if (length == 0 || (errno != EAGAIN && errno != EINTR)) return lose(fd);
  if (!connection->length || !isWhole(connection)) return;
  if (connection->number >= warm && answered < RECORDS) latencies[answered++] = now() - connection->due;
  connection->number = -1, connection->length = 0;
  idle[idles++] = fd;
}

static int rising(const void *a, const void *b) {
  double difference = *(const double *)a - *(const double *)b;
  return (difference > 0) - (difference < 0);
}

static double percentile(double *sorted, long count, double percent) {
  long rank = (long)(percent / 100 * count + 0.999999);
  return count ? sorted[rank < 1 ? 0 : rank - 1] : 0;
}

int main(int count, char **arguments) {
  if (count < 5) return fprintf(stderr, "port /path rate seconds [most connections]\n"), 1;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(atoi(arguments[1]));
  snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n", arguments[2], arguments[1]);
  rate = atof(arguments[3]);
  if (count > 5) most = atoi(arguments[5]);
  warm = WARMUP * rate;
  last = (WARMUP + atof(arguments[4])) * rate;
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  prctl(PR_SET_TIMERSLACK, 1);
  poll = epoll_create1(0);
  struct epoll_event events[256];
  begun = now() + 1;
  double over = dueAt(last);
  for (double at; (at = now()) < over;) {
    double wait = (next < last ? dueAt(next) : over) - at;
    // Due, and no connection is free: the next answer brings one.
    if (wait <= 0 && !idles && opened == most) wait = over - at;
    struct timespec timeout = {0};
    if (wait > 0) timeout.tv_sec = wait / 1e3, timeout.tv_nsec = (wait - timeout.tv_sec * 1e3) * 1e6;
    int ready = epoll_pwait2(poll, events, 256, &timeout, NULL);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (!connections[fd].isReady && events[i].events & EPOLLOUT) connections[fd].isReady = 1, transmit(fd);
      if (events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) come(fd);
    }
    sendDue();
  }
  fwrite(latencies, sizeof *latencies, answered, stdout);
  qsort(latencies, answered, sizeof *latencies, rising);
  qsort(late, sent, sizeof *late, rising);
  fprintf(stderr, "%ld answered, p50 %.3f, p95 %.3f, p99 %.3f, p99.9 %.3f, %ld resets, sent %.3f ms late at p99\n", answered,
          percentile(latencies, answered, 50), percentile(latencies, answered, 95), percentile(latencies, answered, 99),
          percentile(latencies, answered, 99.9), resets, percentile(late, sent, 99));
}
