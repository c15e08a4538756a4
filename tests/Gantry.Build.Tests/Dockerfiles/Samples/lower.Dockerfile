from scratch as a
run a
arg b
RUN c
From a
