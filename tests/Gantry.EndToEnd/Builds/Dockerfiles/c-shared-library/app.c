#include <stdio.h>
const char *version(void);
int main(void) { printf("version %s\n", version()); return 0; }
