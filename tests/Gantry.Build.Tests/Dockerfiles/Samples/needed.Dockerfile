FROM scratch
ENV a=$b
CMD one
ENV c="${d:?is needed}"
CMD two
