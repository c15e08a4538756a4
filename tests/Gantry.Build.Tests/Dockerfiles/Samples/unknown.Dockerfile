FROM scratch
RUNN x