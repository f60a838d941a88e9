//! A change that touches what decides about it. The reference tries every breaking change of the schema, and compares plain folders
//! by the evidence before and after: a change that only the evidence before finds is one that the touched evidence lets pass.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::approval::{ApprovalKind, DrawnApproval};
use super::evidence::{Evidence, Schema, Touched};
use super::judge::{Judgment, JudgmentKind};
use super::{Shelled, shell, write};
use protoward_kit::error::Error;
use protoward_kit::random::Random;

pub(super) struct TouchedSituation<'a> {
    program: &'a Path,
    top: PathBuf,
    schema: Schema,
    changed: Schema,
    before: Evidence,
    after: Evidence,
    touched: Touched,
    /// The approval that the change adds for its findings.
    approval: Option<DrawnApproval>,
    command: &'static str,
}

/// The rules that report a weaker gate.
const RELAXATIONS: [&str; 2] = ["[GATE_RELAXED]", "[STABILITY_LOWERED]"];

impl<'a> TouchedSituation<'a> {
    pub(super) fn draw(program: &'a Path, top: PathBuf, random: &mut Random) -> Self {
        let schema = Schema::draw(random);
        let changed = if random.chance(2) { schema.broken(random) } else { schema.clone() };
        let (before, touched) = Evidence::draw(random);
        let (after, touched) = before.touched(touched, random);
        let has_ledger = before.has_ledger() || after.has_ledger();
        let command = if random.chance(6) && !has_ledger { "check" } else { "breaking" };
        let is_approved = changed != schema && !before.has_plugin() && random.chance(2);
        let approval = is_approved.then(|| DrawnApproval::draw(random));
        Self { program, top, schema, changed, before, after, touched, approval, command }
    }

    pub(super) fn dimensions(&self) -> [(&'static str, &'static str); 8] {
        let change = if self.changed == self.schema { "no change" } else { "a breaking change" };
        [
            ("history", "two commits"),
            ("configuration", "evidence"),
            ("service", "none"),
            ("event", "touched evidence"),
            ("clone", "full"),
            ("submodule", "no submodule"),
            ("state", change),
            ("input", self.touched.name()),
        ]
    }

    /// Asks protoward and the reference.
    pub(super) fn judge(&self) -> Result<Judgment, Error> {
        std::fs::create_dir_all(self.top.join("home")).map_err(Error::at(&self.top))?;
        for (at, schema) in self.images().iter().enumerate() {
            self.tree(&format!("image{at}"), schema, &Evidence::plain())?;
            let script = format!("\"$PROTOWARD\" build -o \"$TOP/app{at}.binpb\"\n");
            self.shell(&format!("image{at}"), &script)?.succeed()?;
        }
        self.tree("old-before", &self.schema, &self.before)?;
        self.tree("old-after", &self.schema, &self.after)?;
        let strict = self.verdict("before", &self.changed, &self.before)?;
        let lax = self.verdict("after", &self.changed, &self.after)?;
        let mut hidden = Vec::new();
        // The change itself is judged by the evidence before; its finding is no other change that passes.
        let changed = self.changed.texts();
        for probe in self.probes().into_iter().filter(|probe| probe.texts() != changed) {
            let code = self.verdict("before", &probe, &self.before)?;
            if code == Some(100) && self.verdict("after", &probe, &self.after)? == Some(0) {
                hidden.push(probe);
            }
        }
        let done = self.actual()?;
        let mut kind = self.kind(&done, strict, lax, !hidden.is_empty());
        let mut text = format!(
            "reference: {strict:?} by the evidence before, {lax:?} by that after, {} changes let pass\n{}",
            hidden.len(),
            done.text.trim_end()
        );
        if let Some(approval) = self.approval
            && done.code == Some(100)
            && let Some(approved) = self.approved(approval)?
        {
            kind = kind.max(self.kind_of_approval(approval, &done, &approved));
            text += &format!("\nwith {approval:?}:\n{}", approved.text.trim_end());
        }
        Ok(Judgment { kind, text })
    }

    /// Returns the schemas by which the evidence before and after is compared.
    fn probes(&self) -> Vec<Schema> {
        // The rule of the plugin needs no change.
        if self.before.has_plugin() { vec![self.schema.clone()] } else { self.schema.probes() }
    }

    /// Returns the kind of an answer to a change with approvals of all its findings. A finding is gone if both versions of the
    /// evidence let the author approve it, and else it stays.
    fn kind_of_approval(&self, approval: DrawnApproval, done: &Shelled, approved: &Shelled) -> JudgmentKind {
        let file = self.schema.changed_file(&self.changed);
        let is_allowed = |evidence: &Evidence| evidence.people().may_approve(approval.author, file);
        let must_pass = approval.kind == ApprovalKind::Right && is_allowed(&self.before) && is_allowed(&self.after);
        match approved.code {
            Some(0) if !must_pass => JudgmentKind::FalsePass,
            // Findings about the evidence, and those of imports, are not approved.
            Some(100) if must_pass && !is_relaxed(done) && !self.changes_imports() => JudgmentKind::FalseAlarm,
            Some(0 | 100) => JudgmentKind::Same,
            _ => JudgmentKind::NeedlessFailure,
        }
    }

    /// Returns the kind of an answer: `strict` and `lax` are the codes by the evidence before and after.
    fn kind(&self, done: &Shelled, strict: Option<i32>, lax: Option<i32>, lets_pass: bool) -> JudgmentKind {
        let is_reported = is_relaxed(done);
        let is_stricter = self.schema.has_laxer_rule(&self.changed) && self.after.compares_constraints();
        match done.code {
            // By arithmetic: the reference compares constraints as protoward does.
            Some(0) if is_stricter => JudgmentKind::FalsePass,
            Some(0 | 100) if self.before.people().are_fewer_than(&self.after.people()) && !is_reported => {
                JudgmentKind::FalsePass
            }
            // A name that nothing has, or an option that the schema lacks.
            Some(1) if [strict, lax].contains(&Some(1)) => JudgmentKind::Same,
            Some(1) => JudgmentKind::NeedlessFailure,
            Some(0) if strict == Some(100) && !is_reported => JudgmentKind::FalsePass,
            _ if lets_pass && !is_reported => JudgmentKind::FalsePass,
            Some(100) if self.touched == Touched::Nothing && strict == Some(0) => JudgmentKind::FalseAlarm,
            // The probes do not try every change, so that a relaxation may be reported that they do not show.
            Some(100) if [strict, lax] == [Some(0), Some(0)] && !is_reported && !self.changes_imports() => {
                JudgmentKind::FalseAlarm
            }
            Some(0 | 100) => JudgmentKind::Same,
            _ => JudgmentKind::NeedlessFailure,
        }
    }

    /// Returns `true` if the change touches the files of imports, which are compared too.
    fn changes_imports(&self) -> bool {
        matches!(self.touched, Touched::Include | Touched::Configuration)
    }

    /// Returns the schemas of the images: the one before, and some that a consumer could be rebuilt from.
    fn images(&self) -> Vec<Schema> {
        let probes = self.schema.probes();
        let mut images = vec![self.schema.clone(), self.changed.clone()];
        images.extend([0, 4].iter().filter_map(|at| probes.get(*at).cloned()));
        images
    }

    /// Runs the comparison in a repository whose newest commit has the change and the touched evidence.
    fn actual(&self) -> Result<Shelled, Error> {
        let repository = "git init -q -b main .\ngit config user.name test\ngit config user.email ann@example.com\n";
        self.tree("work", &self.schema, &self.before)?;
        self.shell("work", &format!("{repository}git add -A\ngit commit -q -m one\ngit checkout -q -b feature\n"))?
            .succeed()?;
        self.shell("work", "git rm -q -r .\n")?.succeed()?;
        self.tree("work", &self.changed, &self.after)?;
        self.shell("work", "git add -A\ngit commit -q --allow-empty -m two\n")?.succeed()?;
        self.shell("work", &format!("\"$PROTOWARD\" {}\n", self.command))
    }

    /// Runs the comparison after a commit that approves all findings; `None` if there is nothing to approve.
    fn approved(&self, approval: DrawnApproval) -> Result<Option<Shelled>, Error> {
        if self.shell("work", &approval.script())?.code != Some(0) {
            return Ok(None);
        }
        self.shell("work", "\"$PROTOWARD\" breaking\n").map(Some)
    }

    /// Compares a schema with the old one as plain folders, both with the same evidence.
    fn verdict(&self, old: &str, new: &Schema, evidence: &Evidence) -> Result<Option<i32>, Error> {
        let folder = self.top.join("new");
        if folder.is_dir() {
            std::fs::remove_dir_all(&folder).map_err(Error::at(&folder))?;
        }
        self.tree("new", new, evidence)?;
        let done = self.shell("new", &format!("\"$PROTOWARD\" breaking --against ../old-{old}\n"))?;
        Ok(done.code)
    }

    fn tree(&self, name: &str, schema: &Schema, evidence: &Evidence) -> Result<(), Error> {
        let folder = self.top.join(name);
        let mut texts: BTreeMap<String, String> = schema.texts();
        texts.extend(evidence.texts());
        for (path, text) in texts {
            write(&folder.join(path), &text)?;
        }
        let Some(image) = evidence.image() else { return Ok(()) };
        let from = self.top.join(format!("app{image}.binpb"));
        let to = folder.join("c");
        std::fs::create_dir_all(&to).map_err(Error::at(&to))?;
        std::fs::copy(&from, to.join("app.binpb")).map_err(Error::at(&from))?;
        Ok(())
    }

    fn shell(&self, folder: &str, script: &str) -> Result<Shelled, Error> {
        let folder = self.top.join(folder);
        std::fs::create_dir_all(&folder).map_err(Error::at(&folder))?;
        let top = self.top.display().to_string();
        let program = self.program.display().to_string();
        let home = format!("{top}/home");
        shell(&folder, script, &[("TOP", &*top), ("PROTOWARD", &program), ("HOME", &home)])
    }

    /// Writes the trees of the situation.
    pub(super) fn save(&self, folder: &Path, title: &str) -> Result<(), Error> {
        write(&folder.join("situation.txt"), title)?;
        for (side, schema, evidence) in [("before", &self.schema, &self.before), ("after", &self.changed, &self.after)]
        {
            let mut texts = schema.texts();
            texts.extend(evidence.texts());
            for (path, text) in texts {
                write(&folder.join(side).join(path), &text)?;
            }
        }
        Ok(())
    }
}

/// Returns `true` if an answer reports a weaker gate.
fn is_relaxed(done: &Shelled) -> bool {
    RELAXATIONS.iter().any(|rule| done.text.contains(rule))
}
