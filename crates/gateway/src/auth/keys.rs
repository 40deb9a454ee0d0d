//! The keys of a gateway: one signs, all check, and they change without a restart.
//!
//! A folder holds a file for each key. The one whose name comes last signs, once its file has been there for [`SETTLED`]: by then
//! every node knows it, and whoever keeps the published keys has asked again. The others go on checking until their file is gone; a
//! public half alone checks what was signed long ago. Text or a single file works alike, and does not change.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};

use super::key::{self, Half, Key, KeyFault, PublicKey};

/// How long a key's file has to be there before it signs, where there is an older one.
pub const SETTLED: Duration = Duration::from_mins(1);

/// The keys of a moment.
struct Ring {
    signs: Arc<Key>,
    known: BTreeMap<String, PublicKey>,
}

impl Ring {
    /// `halves` with whether their file has settled, in the order of the names.
    fn of(halves: Vec<(Half, bool)>) -> Result<Self, KeyFault> {
        let mut known = BTreeMap::new();
        let mut signing = Vec::new();
        for (half, settled) in halves {
            let public = match &half {
                Half::Private(key) => key.public(),
                Half::Public(key) => key,
            };
            known.insert(public.id().to_owned(), public.clone());
            if let Half::Private(key) = half {
                signing.push((key, settled));
            }
        }
        let chosen = signing.iter().rposition(|(_, settled)| *settled).unwrap_or_default();
        let (signs, _) = signing.into_iter().nth(chosen).ok_or(KeyFault::NoneSigns)?;
        Ok(Self { signs: Arc::new(signs), known })
    }

    fn ids(&self) -> (&str, Vec<&String>) {
        (self.signs.id(), self.known.keys().collect())
    }
}

/// The keys, whichever they are by now.
pub struct Keys {
    ring: RwLock<Arc<Ring>>,
    folder: Option<PathBuf>,
}

impl Keys {
    /// Reads keys from `source`: PEM text, or else the path of a file or of a folder of files that end in `.pem`. Of text and of a
    /// file the first private key signs.
    ///
    /// # Errors
    /// See [`KeyFault`].
    pub fn load(source: &SecretString) -> Result<Self, KeyFault> {
        let text = source.expose_secret();
        if text.contains("-----BEGIN") {
            // One line is how some environments carry several: `\n` spelled out.
            return Self::from_pem(&SecretString::from(text.replace("\\n", "\n")));
        }
        let path = Path::new(text.trim());
        if path.is_dir() {
            let ring = RwLock::new(Arc::new(in_folder(path)?));
            return Ok(Self { ring, folder: Some(path.to_owned()) });
        }
        let file = std::fs::read_to_string(path).map_err(|_| KeyFault::Unreadable)?;
        Self::from_pem(&SecretString::from(file))
    }

    /// Reads keys from PEM text, as `keygen` and `openssl genpkey -algorithm ed25519` write it.
    ///
    /// # Errors
    /// See [`KeyFault`].
    pub fn from_pem(text: &SecretString) -> Result<Self, KeyFault> {
        let halves = key::read(text)?;
        let first = halves.iter().position(|half| matches!(half, Half::Private(_)));
        let halves = halves.into_iter().enumerate().map(|(place, half)| (half, Some(place) == first));
        Ok(Self { ring: RwLock::new(Arc::new(Ring::of(halves.collect())?)), folder: None })
    }

    /// A new key as PEM text.
    ///
    /// # Errors
    /// [`KeyFault::NoRandomness`].
    pub fn keygen() -> Result<SecretString, KeyFault> {
        Key::keygen()
    }

    fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The key that signs now.
    pub fn current(&self) -> Arc<Key> {
        Arc::clone(&self.ring().signs)
    }

    /// The public half of the key with this ID, where it is still kept.
    pub fn find(&self, id: &str) -> Option<PublicKey> {
        self.ring().known.get(id).cloned()
    }

    /// The public halves of all keys, by ID.
    pub fn published(&self) -> Vec<PublicKey> {
        self.ring().known.values().cloned().collect()
    }

    /// Reads the folder again, where there is one; whether anything is different now. Reads files, and so blocks.
    ///
    /// # Errors
    /// See [`KeyFault`]; the keys stay as they are then.
    pub fn reload(&self) -> Result<bool, KeyFault> {
        let Some(folder) = &self.folder else { return Ok(false) };
        let ring = in_folder(folder)?;
        let changed = ring.ids() != self.ring().ids();
        if changed {
            *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
        }
        Ok(changed)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ring = self.ring();
        f.debug_struct("Keys").field("signs", &ring.signs.id()).field("known", &ring.known.len()).finish()
    }
}

fn in_folder(folder: &Path) -> Result<Ring, KeyFault> {
    let unreadable = |_| KeyFault::Unreadable;
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "pem") {
            files.push(path);
        }
    }
    files.sort();
    let mut halves = Vec::new();
    for path in files {
        let text = SecretString::from(std::fs::read_to_string(&path).map_err(unreadable)?);
        let written = std::fs::metadata(&path).and_then(|file| file.modified()).map_err(unreadable)?;
        // A file from the future is as good as new.
        let settled = written.elapsed().is_ok_and(|age| age >= SETTLED);
        halves.extend(key::read(&text)?.into_iter().map(|half| (half, settled)));
    }
    Ring::of(halves)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &SecretString) -> String {
        Keys::from_pem(text).expect("its own form").current().id().to_owned()
    }

    #[test]
    fn a_new_key_is_read_back_as_text_and_as_file() {
        let text = Keys::keygen().expect("randomness");
        let expected = id(&text);
        assert_eq!(expected.len(), 22);
        let one_line = text.expose_secret().replace('\n', "\\n");
        assert_eq!(Keys::load(&SecretString::from(one_line)).expect("one line").current().id(), expected);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("key.pem");
        std::fs::write(&path, text.expose_secret()).expect("written");
        let path = SecretString::from(path.to_string_lossy().into_owned());
        assert_eq!(Keys::load(&path).expect("the file").current().id(), expected);
        let nowhere = SecretString::from("/nonexistent/liaison.pem");
        assert_eq!(Keys::load(&nowhere).map(|_| ()), Err(KeyFault::Unreadable));
    }

    #[test]
    fn the_first_of_a_text_signs_and_all_check() {
        let (first, second) = (Keys::keygen().expect("randomness"), Keys::keygen().expect("randomness"));
        let both = SecretString::from(format!("{}{}", first.expose_secret(), second.expose_secret()));
        let keys = Keys::from_pem(&both).expect("two keys");
        assert_eq!(keys.current().id(), id(&first));
        assert!(keys.find(&id(&second)).is_some() && keys.published().len() == 2);
        assert!(!keys.reload().expect("nothing to read"));
    }

    #[test]
    fn a_folder_rotates() {
        let folder = tempfile::tempdir().expect("a folder");
        let (old, new) = (Keys::keygen().expect("randomness"), Keys::keygen().expect("randomness"));
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
        let source = SecretString::from(folder.path().to_string_lossy().into_owned());
        assert_eq!(Keys::load(&source).map(|_| ()), Err(KeyFault::NoneSigns));
        write("2026-01.pem", old.expose_secret());
        write("readme.txt", "nothing");
        let keys = Keys::load(&source).expect("one key");
        assert_eq!(keys.current().id(), id(&old), "the only one signs at once");
        write("2026-02.pem", new.expose_secret());
        assert!(keys.reload().expect("reads"), "it is known");
        assert_eq!(
            (keys.current().id(), keys.published().len()),
            (id(&old).as_str(), 2),
            "and does not sign yet"
        );
        for name in ["2026-01.pem", "2026-02.pem"] {
            let file =
                std::fs::File::options().append(true).open(folder.path().join(name)).expect("it is there");
            let written = file.metadata().and_then(|about| about.modified()).expect("written just now");
            file.set_modified(written - SETTLED).expect("older");
        }
        assert!(keys.reload().expect("reads") && !keys.reload().expect("reads"));
        assert_eq!(keys.current().id(), id(&new), "after a minute it does");
        write("2026-03.pem", "-----BEGIN nonsense");
        assert_eq!(keys.reload(), Err(KeyFault::NotPem));
        assert_eq!(keys.published().len(), 2, "what cannot be read changes nothing");
        std::fs::remove_file(folder.path().join("2026-03.pem")).expect("gone");
        std::fs::remove_file(folder.path().join("2026-01.pem")).expect("gone");
        assert!(keys.reload().expect("reads") && keys.find(&id(&old)).is_none());
    }
}
