/* A job's inputs shared among processes (base/workers.h): the events of the workers' jobs, told again in the parent. */
#ifndef RUN_JOB_WORKERS_H
#define RUN_JOB_WORKERS_H

#include "run/job.h"

struct job_workers;

/* PROCESSES workers at most, each with its own copy of JOB. EVENTS are told in the parent, in order. */
struct job_workers *job_workers_new(struct job *job, const struct job_events *events, unsigned processes);
void job_workers_free(struct job_workers *w);

/* The events that JOB has to tell in a worker. */
const struct job_events *job_workers_events(struct job_workers *w);

void job_workers_run(struct job_workers *w, struct inputs *inputs);

#endif
