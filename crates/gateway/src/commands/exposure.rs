//! What `serve` shows to whom, as the command line and the environment say.

use std::path::PathBuf;
use std::sync::Arc;

use clap::ArgAction;
use liaison_gateway::exposure::{CorsOrigins, Exposure, Registered};

use super::Failure;

#[derive(Debug, clap::Args)]
pub(super) struct Exposed {
    /// Origins, separated by commas, whose web pages may call; `*` for any.
    #[arg(long, env = "LIAISON_CORS_ORIGINS", default_value = "")]
    cors_origins: CorsOrigins,
    /// Whether browsers reach the server over TLS alone, and are told to keep to it.
    #[arg(long, env = "LIAISON_HTTPS", default_value_t = false, action = ArgAction::Set)]
    https: bool,
    /// Whether the schema may be asked for.
    #[arg(long, env = "LIAISON_INTROSPECTION", default_value_t = true, action = ArgAction::Set)]
    introspection: bool,
    /// A manifest of documents that clients call by their identifier.
    #[arg(long, env = "LIAISON_DOCUMENTS")]
    documents: Option<PathBuf>,
    /// Whether no other document is taken.
    #[arg(long, env = "LIAISON_DOCUMENTS_ONLY", default_value_t = false, action = ArgAction::Set)]
    documents_only: bool,
}

impl Exposed {
    pub(super) fn read(self) -> Result<Exposure, Failure> {
        let Self { cors_origins: cors, https, introspection, documents, documents_only } = self;
        if documents_only && documents.is_none() {
            return Err(Failure::new(
                "LIAISON_DOCUMENTS_ONLY is true, but LIAISON_DOCUMENTS names no documents: nothing could be asked",
            ));
        }
        let read = |path: PathBuf| {
            let failed = |why: Failure| Failure::new(format!("LIAISON_DOCUMENTS {}: {why}", path.display()));
            let manifest = std::fs::read(&path).map_err(|error| failed(error.into()))?;
            Registered::read(&manifest).map_err(|error| failed(error.into()))
        };
        let registered = Arc::new(documents.map(read).transpose()?.unwrap_or_default());
        Ok(Exposure { cors, introspection, https, registered, registered_only: documents_only })
    }
}
