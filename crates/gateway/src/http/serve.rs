//! Accepting connections until told to stop, then letting what runs finish.
//!
//! The library's own loop has no clock for heads: a client that sends half of one would keep its connection for ever.

use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::time::Duration;

use axum::{Extension, Router};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tower::Layer as _;

use super::frame::Peer;
use crate::limits::Limits;
use crate::tasks::Tasks;

/// How long to wait when the system has no room for another connection (no file descriptors, as a rule).
const BREATHE: Duration = Duration::from_millis(500);

/// Serves `router` on `listener` until [`Tasks::stop`], then waits for running requests and tasks, at most `patience`.
/// Whether all ended by themselves.
///
/// # Errors
/// None at present; accepting is tried again where the system refuses it.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    tasks: Tasks,
    limits: &Limits,
    patience: Duration,
) -> io::Result<bool> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.header_timeout);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(limits.ping_interval)
        .keep_alive_timeout(limits.ping_timeout);
    let stopping = tasks.stopping().clone();
    // Connections stand apart: an idle one is no work that is left.
    let connections = Tasks::new();
    loop {
        let accepted = tokio::select! {
            () = stopping.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let serving =
                    connection(stream, peer.ip(), router.clone(), builder.clone(), stopping.clone());
                drop(connections.spawn(serving));
            }
            // The one that was to be accepted is gone again; nothing is wrong with the listener.
            Err(fault)
                if matches!(
                    fault.kind(),
                    io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
                ) => {}
            Err(fault) => {
                tracing::error!(error.cause = %fault, "listener.refused");
                tokio::time::sleep(BREATHE).await;
            }
        }
    }
    drop(listener);
    let (closed, finished) = tokio::join!(connections.finish(patience), tasks.finish(patience));
    Ok(closed && finished)
}

/// Serves one connection; when the process stops, the answer that is being made is the last.
async fn connection(
    stream: TcpStream,
    peer: IpAddr,
    router: Router,
    builder: Builder<TokioExecutor>,
    stopping: CancellationToken,
) {
    if let Err(fault) = stream.set_nodelay(true) {
        tracing::debug!(error.cause = %fault, "connection.nodelay");
    }
    let service = TowerToHyperService::new(Extension(Peer(peer)).layer(router));
    let mut serving = pin!(builder.serve_connection_with_upgrades(TokioIo::new(stream), service));
    let served = tokio::select! {
        served = serving.as_mut() => served,
        () = stopping.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(fault) = served {
        tracing::debug!(error.cause = %fault, "connection.broken");
    }
}
