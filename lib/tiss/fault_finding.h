/* What makes a file unreadable as XML (fmt/xml_reader.h), as a finding. */
#ifndef TISS_FAULT_FINDING_H
#define TISS_FAULT_FINDING_H

#include "base/finding.h"
#include "fmt/xml_reader.h"

enum finding_code fault_finding_code(enum xml_fault_kind kind);

/* Fills in what the texts of that finding speak of; place and file are the caller's. */
void fault_finding_fill(struct finding *f, const struct xml_fault *fault);

#endif
