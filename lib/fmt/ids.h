/* Check digits of the numbers that identify Brazilian persons and companies. */
#ifndef FMT_IDS_H
#define FMT_IDS_H

#include <stdbool.h>
#include <stddef.h>

/* CPF: 11 digits, not all alike, the last two by modulus 11. */
bool id_cpf_holds(const char *text, size_t len);

/* CNPJ: 14 characters, the last two digits by modulus 11 over character code minus 48 (Nota Técnica conjunta
 * COCAD/SUARA/RFB 49/2024: alphanumeric from 4.03.00 on); all zeros is invalid. */
bool id_cnpj_holds(const char *text, size_t len);

/* CNS: 15 digits beginning with 1, 2, 7, 8 or 9, Σ digit × weight (15 … 1) divisible by 11. */
bool id_cns_holds(const char *text, size_t len);

#endif
