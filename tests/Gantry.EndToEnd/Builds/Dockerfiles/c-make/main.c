#include <stdio.h>
#include <stdlib.h>
#include "add.h"
int main(int n, char **a) { printf("sum %d\n", add(atoi(a[1]), atoi(a[2]))); return n != 3; }
