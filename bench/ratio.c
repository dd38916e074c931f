/*
 * ratio: run several whole commands in turn and compare their wall time and peak memory.
 *
 * cc -std=c11 -O2 -o build/bench/ratio bench/ratio.c
 *
 *	ratio [-n ROUNDS] [-w WARMUPS] [-r LABEL] :: LABEL COMMAND [ARG]... [:: LABEL COMMAND [ARG]...]...
 *
 * Each round runs every command once, in the order given (A B C A B C ...), so that whatever slows
 * the machine down for a while slows all of them. A run is measured whole, process start included.
 * Standard input and both outputs of a command are /dev/null; for anything else give it a shell.
 *
 * Prints one tab-separated line for each command: label, median, minimum and maximum of wall time in
 * seconds, ratio of its median to the reference's, median of the ratios round by round, greatest peak
 * resident memory in KiB, exit status of the last run. The reference is the first command, or -r.
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE /* wait4: the one call that gives the peak memory of one child */
#endif
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static const char SEPARATOR[] = "::";

struct command {
	const char *label;
	char **argv; /* NULL-terminated, within main's */
	double *wall; /* seconds, one a round */
	long peak_kib;
	int status;
};

struct plan {
	struct command *commands;
	int count;
	int rounds;
	int warmups;
	int reference;
};

struct run {
	double wall;
	long peak_kib;
	int status;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int exit_status(int wait_status)
{
	return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

/* All three standard streams to /dev/null. */
static int silence(posix_spawn_file_actions_t *actions)
{
	int error = posix_spawn_file_actions_init(actions);

	if (error == 0)
		error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (error == 0)
		error = posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	if (error == 0)
		error = posix_spawn_file_actions_adddup2(actions, STDOUT_FILENO, STDERR_FILENO);
	return error;
}

/* False, with errno set, when the command could not be started. */
static bool measure(char **argv, struct run *run)
{
	posix_spawn_file_actions_t actions;
	struct rusage usage;
	double start;
	int status;
	pid_t pid;
	int error = silence(&actions);

	start = now();
	if (error == 0)
		error = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
	if (error != 0) {
		errno = error;
		return false;
	}
	while (wait4(pid, &status, 0, &usage) < 0) {
		if (errno != EINTR)
			return false;
	}
	run->wall = now() - start;
	run->peak_kib = usage.ru_maxrss;
	run->status = exit_status(status);
	posix_spawn_file_actions_destroy(&actions);
	return true;
}

/* ROUND is negative while warming up: run, but not counted. */
static bool run_round(struct plan *plan, int round)
{
	for (int i = 0; i < plan->count; i++) {
		struct command *c = &plan->commands[i];
		struct run run;

		if (!measure(c->argv, &run)) {
			fprintf(stderr, "ratio: %s: cannot run %s: %s\n", c->label, c->argv[0], strerror(errno));
			return false;
		}
		if (round < 0)
			continue;
		c->wall[round] = run.wall;
		c->status = run.status;
		if (run.peak_kib > c->peak_kib)
			c->peak_kib = run.peak_kib;
	}
	return true;
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Sorts VALUES. */
static double median(double *values, int n)
{
	qsort(values, (size_t)n, sizeof *values, compare_doubles);
	return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static double pairwise_ratio(const struct command *c, const struct command *reference, int rounds,
			     double *scratch)
{
	for (int i = 0; i < rounds; i++)
		scratch[i] = c->wall[i] / reference->wall[i];
	return median(scratch, rounds);
}

static bool report(const struct plan *plan)
{
	const struct command *reference = &plan->commands[plan->reference];
	size_t size = (size_t)plan->rounds * sizeof(double);
	double *scratch = malloc(size);
	double reference_median;

	if (scratch == NULL)
		return false;
	memcpy(scratch, reference->wall, size);
	reference_median = median(scratch, plan->rounds);
	for (int i = 0; i < plan->count; i++) {
		const struct command *c = &plan->commands[i];
		double pairwise = pairwise_ratio(c, reference, plan->rounds, scratch);
		double middle;

		memcpy(scratch, c->wall, size);
		middle = median(scratch, plan->rounds);
		/* median() left them sorted */
		printf("%s\t%.6f\t%.6f\t%.6f\t%.4f\t%.4f\t%ld\t%d\n", c->label, middle, scratch[0],
		       scratch[plan->rounds - 1], middle / reference_median, pairwise, c->peak_kib,
		       c->status);
	}
	free(scratch);
	return fflush(stdout) == 0 && !ferror(stdout);
}

static bool add_command(struct plan *plan, char **words)
{
	struct command *c = &plan->commands[plan->count];

	if (words[0] == NULL || words[1] == NULL)
		return false;
	*c = (struct command){ .label = words[0], .argv = words + 1 };
	c->wall = calloc((size_t)plan->rounds, sizeof *c->wall);
	plan->count++;
	return c->wall != NULL;
}

static bool is_separator(const char *word)
{
	return strcmp(word, SEPARATOR) == 0;
}

/* WORDS begins at the first separator. Each separator becomes the NULL that ends an argv. */
static bool split_commands(struct plan *plan, char **words)
{
	size_t separators = 0;
	bool more = *words != NULL && is_separator(*words);

	for (char **w = words; *w != NULL; w++)
		separators += is_separator(*w);
	plan->commands = calloc(separators + 1, sizeof *plan->commands);
	if (plan->commands == NULL || !more)
		return false;
	while (more) {
		char **first = ++words;

		while (*words != NULL && !is_separator(*words))
			words++;
		more = *words != NULL;
		*words = NULL;
		if (!add_command(plan, first))
			return false;
	}
	return true;
}

static bool find_reference(struct plan *plan, const char *label)
{
	for (int i = 0; i < plan->count; i++) {
		if (label == NULL || strcmp(plan->commands[i].label, label) == 0) {
			plan->reference = i;
			return true;
		}
	}
	return false;
}

static bool parse_count(const char *text, long least, int *value)
{
	char *end;
	long n = strtol(text, &end, 10);

	*value = (int)n;
	return end != text && *end == '\0' && n >= least && n <= 100000;
}

static bool parse_arguments(int argc, char **argv, struct plan *plan)
{
	const char *reference = NULL;
	int option;

	while ((option = getopt(argc, argv, "+n:w:r:")) != -1) {
		switch (option) {
		case 'n':
			if (!parse_count(optarg, 1, &plan->rounds))
				return false;
			break;
		case 'w':
			if (!parse_count(optarg, 0, &plan->warmups))
				return false;
			break;
		case 'r':
			reference = optarg;
			break;
		default:
			return false;
		}
	}
	return split_commands(plan, argv + optind) && find_reference(plan, reference);
}

int main(int argc, char **argv)
{
	struct plan plan = { .rounds = 5, .warmups = 1 };

	if (!parse_arguments(argc, argv, &plan)) {
		fputs("usage: ratio [-n ROUNDS] [-w WARMUPS] [-r LABEL]"
		      " :: LABEL COMMAND [ARG]... [:: LABEL COMMAND [ARG]...]...\n",
		      stderr);
		return 2;
	}
	for (int round = -plan.warmups; round < plan.rounds; round++) {
		if (!run_round(&plan, round))
			return 2;
	}
	return report(&plan) ? 0 : 2;
}
