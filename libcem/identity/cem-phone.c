/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "identity/cem-identity-config-private.h"

#include "base/cem-words-private.h"

/* The rule is written down in doc/identity.md. The table has what it needs of the national numbering
 * plans: the calling code, the trunk prefix that callers inside the country put first, the prefix for
 * calls abroad, and how many digits a number has without all of these. */
typedef struct
{
  const char *region;
  const char *code;
  const char *trunk;
  const char *abroad;
  guint min;
  guint max;
} PhoneRegion;

/* Where several regions share a code, the first stands for it. */
static const PhoneRegion regions[] = {
  { "AE", "971", "0", "00", 8, 9 },    { "AR", "54", "0", "00", 10, 11 },
  { "AT", "43", "0", "00", 6, 13 },    { "AU", "61", "0", "0011", 9, 9 },
  { "BD", "880", "0", "00", 8, 10 },   { "BE", "32", "0", "00", 8, 9 },
  { "BG", "359", "0", "00", 7, 9 },    { "BR", "55", "0", "00", 10, 11 },
  { "BY", "375", "8", "810", 9, 9 },   { "US", "1", "1", "011", 10, 10 },
  { "CA", "1", "1", "011", 10, 10 },   { "CH", "41", "0", "00", 9, 9 },
  { "CL", "56", "", "00", 9, 9 },      { "CN", "86", "0", "00", 10, 11 },
  { "CO", "57", "", "00", 8, 10 },     { "CZ", "420", "", "00", 9, 9 },
  { "DE", "49", "0", "00", 6, 13 },    { "DK", "45", "", "00", 8, 8 },
  { "EG", "20", "0", "00", 8, 10 },    { "ES", "34", "", "00", 9, 9 },
  { "FI", "358", "0", "00", 6, 12 },   { "FR", "33", "0", "00", 9, 9 },
  { "GB", "44", "0", "00", 9, 10 },    { "GR", "30", "", "00", 10, 10 },
  { "HK", "852", "", "001", 8, 8 },    { "HU", "36", "06", "00", 8, 9 },
  { "ID", "62", "0", "001", 8, 12 },   { "IE", "353", "0", "00", 7, 9 },
  { "IL", "972", "0", "00", 8, 9 },    { "IN", "91", "0", "00", 10, 10 },
  { "IS", "354", "", "00", 7, 9 },     { "IT", "39", "", "00", 6, 11 },
  { "JP", "81", "0", "010", 9, 10 },   { "KE", "254", "0", "000", 9, 9 },
  { "KR", "82", "0", "00", 8, 10 },    { "LK", "94", "0", "00", 9, 9 },
  { "LU", "352", "", "00", 6, 11 },    { "MO", "853", "", "00", 8, 8 },
  { "MX", "52", "", "00", 10, 10 },    { "MY", "60", "0", "00", 8, 10 },
  { "NG", "234", "0", "009", 8, 10 },  { "NL", "31", "0", "00", 9, 9 },
  { "NO", "47", "", "00", 8, 8 },      { "NZ", "64", "0", "00", 8, 10 },
  { "PE", "51", "0", "00", 8, 9 },     { "PH", "63", "0", "00", 8, 10 },
  { "PK", "92", "0", "00", 9, 10 },    { "PL", "48", "", "00", 9, 9 },
  { "PT", "351", "", "00", 9, 9 },     { "RO", "40", "0", "00", 9, 9 },
  { "RU", "7", "8", "810", 10, 10 },   { "KZ", "7", "8", "810", 10, 10 },
  { "SA", "966", "0", "00", 9, 9 },    { "SE", "46", "0", "00", 7, 9 },
  { "SG", "65", "", "000", 8, 8 },     { "SK", "421", "0", "00", 9, 9 },
  { "TH", "66", "0", "001", 8, 9 },    { "TR", "90", "0", "00", 10, 10 },
  { "TW", "886", "0", "002", 8, 9 },   { "UA", "380", "0", "00", 9, 9 },
  { "VN", "84", "0", "00", 9, 10 },    { "ZA", "27", "0", "00", 9, 9 },
};

/* The two-digit calling codes of the ITU's list; 1 and 7 have one digit, all others three. */
static const guint8 two_digit_codes[] = {
  20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55,
  56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
};

/* Tens of three-digit codes that are in use. */
static const guint8 three_digit_tens[] = {
  21, 22, 23, 24, 25, 26, 29, 35, 37, 38, 42, 50, 59, 67, 68, 69, 80, 85, 87, 88, 96, 97, 99,
};

#define MAX_DIGITS 24

typedef struct
{
  char digits[MAX_DIGITS + 1];
  guint n;
  gboolean plus;
} Dialled;

static const PhoneRegion *
find_region (const char *region)
{
  for (guint i = 0; region != NULL && i < G_N_ELEMENTS (regions); i++)
    if (strcmp (regions[i].region, region) == 0)
      return &regions[i];

  return NULL;
}

gboolean
_cem_phone_has_region (const char *region)
{
  return find_region (region) != NULL;
}

static guint
code_length (const char *digits,
             guint n)
{
  guint tens = n >= 2 ? (guint) ((digits[0] - '0') * 10 + (digits[1] - '0')) : 0;

  if (n > 0 && (digits[0] == '1' || digits[0] == '7'))
    return 1;
  if (memchr (two_digit_codes, (int) tens, sizeof two_digit_codes) != NULL)
    return 2;
  if (n >= 3 && memchr (three_digit_tens, (int) tens, sizeof three_digit_tens) != NULL)
    return 3;

  return 0;
}

/* What people write between digits, in several scripts. */
static gboolean
is_filler (gunichar c)
{
  return g_unichar_isspace (c) || c == '-' || c == '.' || c == '(' || c == ')' || c == '/' ||
         (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xff0d || c == 0xff08 || c == 0xff09 ||
         c == 0x00a0 || c == 0x200e || c == 0x202a || c == 0x202c;
}

static const char *
read_dialled (const char *text,
              gsize length,
              Dialled *out)
{
  const char *p = text;
  const char *end = text + length;

  memset (out, 0, sizeof *out);
  if (length > 4 && g_ascii_strncasecmp (text, "tel:", 4) == 0)
    p += 4;

  while (p < end)
    {
      gunichar c = g_utf8_get_char (p);

      if (out->plus && out->n > 0 && end - p >= 3 && memcmp (p, "(0)", 3) == 0)
        {
          p += 3;
          continue;
        }

      if (g_unichar_isdigit (c))
        {
          if (out->n == MAX_DIGITS)
            return "has too many digits";
          out->digits[out->n++] = (char) ('0' + g_unichar_digit_value (c));
        }
      else if ((c == '+' || c == 0xff0b) && out->n == 0 && !out->plus)
        out->plus = TRUE;
      else if (!is_filler (c))
        return "holds a character that is no part of a telephone number";

      p = g_utf8_next_char (p);
    }

  return out->n == 0 ? "has no digits" : NULL;
}

static gboolean
fits (const PhoneRegion *region,
      const char *digits,
      guint n)
{
  if (n < region->min || n > region->max)
    return FALSE;
  if (strcmp (region->code, "1") == 0)
    return digits[0] >= '2' && digits[3] >= '2';
  if (strcmp (region->code, "86") == 0)
    return digits[0] != '0' && (digits[0] != '1' || n == 11 || digits[1] == '0');

  return TRUE;
}

static const char *
finish (char out[CEM_PHONE_BUFFER],
        const char *code,
        guint code_digits,
        const char *digits,
        guint n)
{
  out[0] = '+';
  memcpy (out + 1, code, code_digits);
  memcpy (out + 1 + code_digits, digits, n);
  out[1 + code_digits + n] = '\0';
  return out;
}

/* Digits that begin with a calling code. */
static const char *
read_international (const char *digits,
                    guint n,
                    char out[CEM_PHONE_BUFFER],
                    const char **message)
{
  guint code = code_length (digits, n);
  const PhoneRegion *region = NULL;
  const char *national = digits + code;
  guint n_national = n - code;

  if (code == 0)
    {
      *message = W_ ("begins with a calling code that does not exist");
      return NULL;
    }

  for (guint i = 0; region == NULL && i < G_N_ELEMENTS (regions); i++)
    if (strlen (regions[i].code) == code && memcmp (regions[i].code, digits, code) == 0)
      region = &regions[i];

  if (region != NULL && strcmp (region->trunk, "0") == 0 && n_national > 0 && national[0] == '0')
    {
      national++;
      n_national--;
    }

  if ((region != NULL && !fits (region, national, n_national)) || code + n_national < 8 ||
      code + n_national > 15)
    {
      *message = W_ ("has too few or too many digits for its country");
      return NULL;
    }

  return finish (out, digits, code, national, n_national);
}

static const char *
read_national (const PhoneRegion *region,
               const Dialled *dialled,
               char out[CEM_PHONE_BUFFER],
               const char **message)
{
  guint code = (guint) strlen (region->code);
  guint trunk = (guint) strlen (region->trunk);
  const char *digits = dialled->digits;
  guint n = dialled->n;

  if (trunk > 0 && n > trunk && memcmp (digits, region->trunk, trunk) == 0 &&
      fits (region, digits + trunk, n - trunk))
    return finish (out, region->code, code, digits + trunk, n - trunk);
  if ((strcmp (region->trunk, "0") != 0 || digits[0] != '0') && fits (region, digits, n))
    return finish (out, region->code, code, digits, n);
  if (n > code && memcmp (digits, region->code, code) == 0 && fits (region, digits + code, n - code))
    return finish (out, region->code, code, digits + code, n - code);

  *message = W_ ("has too few or too many digits for its country");
  return NULL;
}

const char *
_cem_phone_to_e164 (const char *text,
                    gsize length,
                    const char *region,
                    char out[CEM_PHONE_BUFFER],
                    const char **message)
{
  const PhoneRegion *home = find_region (region);
  const char *unused = NULL;
  const char *problem = NULL;
  guint abroad = 0;
  Dialled dialled;

  if (message == NULL)
    message = &unused;

  problem = read_dialled (text, length, &dialled);
  if (problem != NULL)
    {
      *message = problem;
      return NULL;
    }

  if (dialled.plus)
    return read_international (dialled.digits, dialled.n, out, message);

  if (home == NULL)
    {
      *message = W_ ("has no country code, and the configuration names no known region");
      return NULL;
    }

  abroad = (guint) strlen (home->abroad);
  if (dialled.n > abroad && memcmp (dialled.digits, home->abroad, abroad) == 0)
    return read_international (dialled.digits + abroad, dialled.n - abroad, out, message);
  /* 00 is understood everywhere it cannot be the start of a national number. */
  if (dialled.n > 2 && memcmp (dialled.digits, "00", 2) == 0)
    return read_international (dialled.digits + 2, dialled.n - 2, out, message);

  return read_national (home, &dialled, out, message);
}
