//! The state of the work tree: clean, with changes that are staged or not, or with a local commit.

use super::copy::{CloneKind, Copy, Submodule};
use super::event::Event;
use super::state::{EditKind, State};
use super::upstream::Upstream;
use protoward_kit::random::Random;

/// A change of the work tree.
pub(super) struct Work {
    pub(super) name: &'static str,
    /// A script that makes the same change in any folder with the files.
    pub(super) edit: String,
    /// A script that stages or commits the change.
    pub(super) record: &'static str,
    /// The commit of the submodule that is checked out instead.
    pub(super) submodule: Option<String>,
}

impl Work {
    pub(super) const fn clean() -> Self {
        Self { name: "clean", edit: String::new(), record: "", submodule: None }
    }

    pub(super) fn is_clean(&self) -> bool {
        self.edit.is_empty() && self.submodule.is_none()
    }

    pub(super) fn is_committed(&self) -> bool {
        self.record.contains("commit")
    }

    pub(super) fn draw(upstream: &Upstream, event: &Event, copy: &Copy, random: &mut Random) -> Self {
        let Some(at) = upstream.ids.iter().position(|id| *id == event.checkout.commit) else { return Self::clean() };
        let state = &upstream.history.commits[at].state;
        if random.chance(2) {
            return Self::clean();
        }
        // A job may write files before the comparison, and those changes break nothing.
        let is_additive = event.is_ci() || event.name == "--against";
        let folder = if copy.kind == CloneKind::Sparse { "x" } else { "" };
        if is_additive {
            let kind = [EditKind::Add, EditKind::NewFile, EditKind::Text][random.below(3)];
            return Self::edited("additions", "", &[state.edit(random, folder, kind)]);
        }
        let edit = any(random);
        match random.below(12) {
            0..3 => Self::edited("not staged", "", &[state.edit(random, folder, edit)]),
            3..6 if copy.kind != CloneKind::NoRepository => {
                Self::edited("staged", "git add -A\n", &[state.edit(random, folder, edit)])
            }
            6 => Self::edited("untracked", "", &[state.edit(random, folder, EditKind::NewFile)]),
            7 => Self::edited("LFS pointer", "", &[state.edit(random, folder, EditKind::Pointer)]),
            8 if copy.kind != CloneKind::NoRepository => Self::edited(
                "committed",
                "git add -A && git commit -q -m local\n",
                &[state.edit(random, folder, EditKind::Add)],
            ),
            9 if copy.submodule == Submodule::CheckedOut && copy.kind != CloneKind::NoRepository => {
                Self { name: "submodule", submodule: random.pick(&upstream.submodule_ids).cloned(), ..Self::clean() }
            }
            _ => Self::configured(state, copy, random),
        }
    }

    fn configured(state: &State, copy: &Copy, random: &mut Random) -> Self {
        let files = state.other_configuration(random).into_iter();
        // A sparse checkout has no file of the folder `y`.
        let files = files.filter(|(path, _)| copy.kind != CloneKind::Sparse || !path.starts_with('y'));
        let edits: Vec<_> = files.map(|(path, text)| (path, Some(text))).collect();
        if edits.is_empty() { Self::clean() } else { Self::edited("configuration", "", &edits) }
    }

    fn edited(name: &'static str, record: &'static str, edits: &[(String, Option<String>)]) -> Self {
        let lines = edits.iter().map(|(path, text)| match text {
            Some(text) => format!("mkdir -p \"$(dirname {path})\"\ncat >{path} <<'END'\n{text}END\n"),
            None => format!("rm {path}\n"),
        });
        Self { name, edit: lines.collect(), record, submodule: None }
    }
}

fn any(random: &mut Random) -> EditKind {
    [EditKind::Add, EditKind::Delete, EditKind::DeleteFile, EditKind::NewFile][random.below(4)]
}
