# check=skip=all;experimental=InvalidDefinitionDescription
# stage text
FROM scratch AS foo
# text
ARG a
# a text
ARG a=b c
# c text

ARG c
#
# x
MAINTAINER a
