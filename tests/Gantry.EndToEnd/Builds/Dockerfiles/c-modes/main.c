#include <stdio.h>
int main(void) { puts("built for " MODE); return 0; }
