# check=experimental=all
# version picks the base

ARG version=1
# other thing
ARG a=1 b=2
# b other
ARG b c
#
ARG d

# bulid the program
FROM scratch AS build
# more
#
# output is what is left
FROM scratch AS output
COPY ignored/file sub/kept . /x/
COPY ./ignored /y/
ADD ignored https://example.com/ignored /z/
COPY --from=build ignored /
COPY *.log /
