# check=skip=MaintainerDeprecated,LegacyKeyValueFormat;error=true
FROM scratch AS Foo
MAINTAINER a
ENV a b
