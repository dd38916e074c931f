#include "base/leftover.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

static const int endings[] = { SIGHUP, SIGINT, SIGTERM };
enum { ENDINGS = sizeof endings / sizeof *endings };

/* Changed only while the signals are held back. */
static struct {
	char **paths;
	size_t n, cap;
	pid_t owner;   /* a child's end takes nothing along */
	bool caught;
} left;

/* Only what may be called in a signal handler. */
static void take_along(int signal_number)
{
	for (size_t i = left.n; i > 0 && getpid() == left.owner; i--)
		if (unlink(left.paths[i - 1]) != 0)
			rmdir(left.paths[i - 1]);
	raise(signal_number); /* by SA_RESETHAND, what it means by itself */
}

static void catch_endings(void)
{
	struct sigaction old, new = { .sa_handler = take_along, .sa_flags = (int)SA_RESETHAND };
	sigemptyset(&new.sa_mask);
	for (size_t i = 0; i < ENDINGS; i++)
		if (sigaction(endings[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
			sigaction(endings[i], &new, NULL);
	left.owner = getpid();
	left.caught = true;
}

static void hold_back(sigset_t *before)
{
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < ENDINGS; i++)
		sigaddset(&set, endings[i]);
	sigprocmask(SIG_BLOCK, &set, before);
}

void leftover_add(const char *path)
{
	sigset_t before;
	hold_back(&before);
	if (!left.caught)
		catch_endings();
	if (left.n == left.cap) {
		left.cap = left.cap ? left.cap * 2 : 16;
		left.paths = mem_grow(left.paths, left.cap, sizeof *left.paths);
	}
	left.paths[left.n++] = mem_dup(path);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* Whether PATH is FOLDER or stands in it. */
static bool is_in(const char *folder, const char *path)
{
	size_t len = strlen(folder);
	return strncmp(path, folder, len) == 0 && (path[len] == '\0' || path[len] == '/');
}

void leftover_drop(const char *path)
{
	sigset_t before;
	size_t kept = 0;
	hold_back(&before);
	for (size_t i = 0; i < left.n; i++) {
		if (is_in(path, left.paths[i]))
			free(left.paths[i]);
		else
			left.paths[kept++] = left.paths[i];
	}
	left.n = kept;
	if (kept == 0) {
		free(left.paths);
		left.paths = NULL;
		left.cap = 0;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
}
