// What the runner asks of a C library and of a library of C++ that are newer than this machine's.
#include <cstdlib>
#include <ios>

extern "C" {
long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }
unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }
long long __isoc23_strtoll(const char *text, char **end, int base) { return strtoll(text, end, base); }
unsigned long long __isoc23_strtoull(const char *text, char **end, int base) { return strtoull(text, end, base); }
void _ZSt21ios_base_library_initv() {}
}

static std::ios_base::Init streams;
