# syntax=docker/dockerfile:1
# The gateway in a small image: built in one stage, run in another as a user without rights.

FROM rust:1.95-slim-bookworm AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates gcc libc6-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/source/target \
    cargo build --release --locked --package liaison-gateway \
 && cp target/release/liaison /usr/local/bin/liaison

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/liaison liaison
COPY --from=build /usr/local/bin/liaison /usr/local/bin/liaison
# Which authorities are believed, for the documents of an identity provider; a company's own is mounted over it.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
USER 10001
WORKDIR /var/lib/liaison
# Where the embedded database lies unless LIAISON_DATABASE_URL names another.
VOLUME /var/lib/liaison
ENV LIAISON_LISTEN=0.0.0.0:8080 \
    LIAISON_LOG_FORMAT=json
EXPOSE 8080
# Asks whether the node can serve; with the shell's own sockets, so that nothing has to be installed for it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["liaison"]
CMD ["serve"]
