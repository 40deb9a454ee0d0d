//! All packs with all their versions, and which one governs what is submitted now (resolution 3).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{AssignmentScope, Governed, Pack, PackAssignment, PackRef, Preset, ProcessPack};
use crate::directory::Directory;
use crate::ids::{DepartmentId, PackAssignmentId, ProcessPackId};
use crate::request::kind::RequestKind;

/// The versions of one pack by their numbers, never empty.
type Versions = BTreeMap<u32, Arc<ProcessPack>>;

/// Every version of every pack, the shipped ones among them, and what is assigned.
#[derive(Clone, Debug)]
pub struct Packs {
    named: BTreeMap<String, Versions>,
    assignments: BTreeMap<AssignmentScope, Arc<PackAssignment>>,
    /// What holds where nothing is assigned: the newest `default`.
    fallback: Arc<ProcessPack>,
}

impl Default for Packs {
    /// The shipped packs, nothing assigned.
    fn default() -> Self {
        Self::new([], [])
    }
}

impl Packs {
    /// The shipped packs with these versions, and these assignments.
    pub fn new(
        published: impl IntoIterator<Item = ProcessPack>,
        assignments: impl IntoIterator<Item = PackAssignment>,
    ) -> Self {
        let mut named = BTreeMap::<String, Versions>::new();
        let mut fallback = Arc::new(ProcessPack::shipped(Preset::Default));
        let shipped = Preset::ALL.map(ProcessPack::shipped);
        for one in shipped.into_iter().chain(published).map(Arc::new) {
            if one.pack.name == fallback.pack.name && one.pack.version > fallback.pack.version {
                fallback = Arc::clone(&one);
            }
            named.entry(one.pack.name.clone()).or_default().insert(one.pack.version, one);
        }
        let assignments = assignments.into_iter().map(|one| (one.scope, Arc::new(one))).collect();
        Self { named, assignments, fallback }
    }

    /// How many packs there are.
    pub fn count(&self) -> usize {
        self.named.len()
    }

    /// The packs in their newest versions, by name.
    pub fn all(&self) -> impl Iterator<Item = &Arc<ProcessPack>> {
        self.named.values().filter_map(|versions| versions.values().next_back())
    }

    /// The pack with this ID in its newest version.
    pub fn by_id(&self, id: ProcessPackId) -> Option<&Arc<ProcessPack>> {
        self.all().find(|pack| pack.id == id)
    }

    /// The newest version of the pack of this name.
    pub fn newest(&self, name: &str) -> Option<&Arc<ProcessPack>> {
        self.named.get(name)?.values().next_back()
    }

    /// The versions of the pack of this name, newest first.
    pub fn versions(&self, name: &str) -> impl Iterator<Item = &Arc<ProcessPack>> {
        self.named.get(name).into_iter().flat_map(|versions| versions.values().rev())
    }

    /// One version as it was published.
    pub fn published(&self, reference: &PackRef) -> Option<&Arc<ProcessPack>> {
        self.named.get(&reference.name)?.get(&reference.version)
    }

    /// What one version says.
    pub fn version(&self, reference: &PackRef) -> Option<&Arc<Pack>> {
        self.published(reference).map(|one| &one.pack)
    }

    /// What is assigned, scopes that were given up included, those for all first.
    pub fn assignments(&self) -> impl Iterator<Item = &Arc<PackAssignment>> {
        self.assignments.values()
    }

    /// What is assigned in exactly this scope.
    pub fn assignment(&self, scope: AssignmentScope) -> Option<&Arc<PackAssignment>> {
        self.assignments.get(&scope)
    }

    /// The assignment with this ID.
    pub fn assignment_by_id(&self, id: PackAssignmentId) -> Option<&Arc<PackAssignment>> {
        self.assignments.values().find(|one| one.id == id)
    }

    /// The newest version of the pack that governs what is submitted now: by the most specific assignment, which is that of
    /// department and kind, then of the kind, then of the department, a department's being that of the nearest one above it
    /// that has one; then of the organisation; else `default`.
    pub fn governing(
        &self,
        kind: Option<RequestKind>,
        department: Option<DepartmentId>,
        directory: &Directory,
    ) -> &Arc<Pack> {
        let ancestry = department.map(|department| directory.ancestry(department)).unwrap_or_default();
        let above = || ancestry.iter().map(|department| Some(*department));
        let of_kind = kind.into_iter().flat_map(|kind| {
            above().chain([None]).map(move |department| AssignmentScope { department, kind: Some(kind) })
        });
        let of_all = above().chain([None]).map(|department| AssignmentScope { department, kind: None });
        let assigned = of_kind.chain(of_all).find_map(|scope| self.assigned(scope));
        &assigned.unwrap_or(&self.fallback).pack
    }

    /// The pack of the organisation as a whole.
    pub fn organization(&self) -> &Arc<Pack> {
        &self.assigned(AssignmentScope::default()).unwrap_or(&self.fallback).pack
    }

    /// The pack by which something is decided on.
    pub fn of(&self, governed: Governed<'_>, directory: &Directory) -> &Arc<Pack> {
        match governed {
            // A version that was ever published stays; the fallback is for a picture that is a moment older.
            Governed::By(reference) => self.version(reference).unwrap_or_else(|| {
                self.newest(&reference.name).map_or_else(|| self.organization(), |newest| &newest.pack)
            }),
            Governed::Assigned { kind, department } => self.governing(kind, department, directory),
        }
    }

    fn assigned(&self, scope: AssignmentScope) -> Option<&Arc<ProcessPack>> {
        self.newest(self.assignments.get(&scope)?.pack.as_deref()?)
    }
}
