FROM scratch
ENV old form of env
LABEL old form
env other old
ENV new=form \
    more=settings

LABEL a=b
RUN a \

    && b \
    # comment

    && c
ARG GITHUB_TOKEN API_KEY=x tokens authority=1 AUTH
EXPOSE 80/TCP 443 8080:80 127.0.0.1:1:2/UDP [::1]:5:6 7-9/sctp
