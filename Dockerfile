# protoward and nothing else: the static program of a release, whose checksum is verified.
#
#   docker build --build-arg VERSION=0.1.0 -t protoward .
#   docker run --rm -v "$PWD:/work" protoward breaking proto --against git:HEAD~1
#
# From the sources in this folder, for platforms without a release:
#
#   docker build --target source -t protoward .
FROM alpine:3 AS download
ARG VERSION=0.1.0
ARG RELEASES=https://github.com/OWNER/protoward/releases/download
WORKDIR /release
RUN name=protoward-$VERSION-$(uname -m)-unknown-linux-musl \
 && wget -q "$RELEASES/v$VERSION/SHA256SUMS" \
 && wget -q "$RELEASES/v$VERSION/$name.tar.gz" \
 && grep -F "  $name.tar.gz" SHA256SUMS >wanted \
 && sha256sum -c wanted \
 && tar -xzf "$name.tar.gz" \
 && mv "$name/protoward" protoward

FROM rust:1-alpine AS build
# The allocator of musl takes a multiple of the time on large schemas; mimalloc needs a C compiler to be built.
RUN apk add --no-cache musl-dev gcc make
WORKDIR /source
COPY . .
RUN cargo build --release --locked --package protoward --bin protoward

FROM scratch AS source
COPY --from=build /source/target/release/protoward /protoward
WORKDIR /work
ENTRYPOINT ["/protoward"]

FROM scratch
COPY --from=download /release/protoward /protoward
WORKDIR /work
ENTRYPOINT ["/protoward"]
