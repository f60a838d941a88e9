# protoward and nothing else: one static program of about 12 MB.
#
#   docker build -t protoward .
#   docker run --rm -v "$PWD:/work" protoward breaking proto --against git:HEAD~1
FROM rust:1-alpine AS build
# The allocator of musl takes a multiple of the time on large schemas; mimalloc needs a C compiler to be built.
RUN apk add --no-cache musl-dev gcc make
WORKDIR /source
COPY . .
RUN cargo build --release --locked --package protoward --bin protoward

FROM scratch
COPY --from=build /source/target/release/protoward /protoward
WORKDIR /work
ENTRYPOINT ["/protoward"]
