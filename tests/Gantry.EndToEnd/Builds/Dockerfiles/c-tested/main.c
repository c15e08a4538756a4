#include <stdio.h>
static int twice(int x) { return 2 * x; }
int main(void) {
#ifdef TEST
  if (twice(21) != 42) return 1;
  puts("all tests passed");
#endif
  return twice(0);
}
