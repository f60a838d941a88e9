//! The deprecated elements of a schema, how long they have been deprecated, and who uses them.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::approvals::Approvals;
use crate::consumers::Consumers;
use crate::deciding_names::DecidingNames;
use crate::deprecation::{DeprecationHistory, DeprecationPolicy, Lifetime, Removal, deprecated_names};
use crate::diagnostics;
use protoward_inputs::{Input, InputError, Versions};
use protoward_schema::{Element, FileId, Schema};
use protoward_settings::DeprecationSetting;
use protoward_source::{Diagnostic, LocatedText, Report, Sources};
use protoward_workspace::{Layout, OpenOptions, Workspace};

/// An element with `deprecated = true`, as the command `deprecations` lists it.
#[derive(Debug)]
pub struct DeprecatedElement {
    /// The full name, without a leading dot.
    pub element: String,
    /// The word for it, such as `field`.
    pub kind: &'static str,
    /// The day on which it was deprecated, if known.
    pub since: Option<String>,
    /// The commit that deprecated it, if known.
    pub commit: Option<String>,
    /// The number of days since then.
    pub days: Option<i64>,
    /// `true` if it may be deleted; `None` without a section `[deprecation]`.
    pub removable: Option<bool>,
    /// The words for the time from which it may be deleted, if that is later.
    pub when: Option<String>,
    /// The names of the consumers that use it.
    pub users: Vec<String>,
    /// The time for which it has been deprecated.
    pub lifetime: Lifetime,
}

/// A request for the deprecated elements of an input.
#[derive(Clone, Copy, Debug)]
pub struct DeprecationsRequest<'a> {
    /// The input, whose history has the commits that deprecated elements.
    pub input: &'a Input,
    /// The options with which it was opened.
    pub options: &'a OpenOptions,
    /// The time at which ages end.
    pub now: Timestamp,
    /// `true` if the section `[deprecation]` has to exist.
    pub needs_setting: bool,
}

impl DeprecationsRequest<'_> {
    /// Returns the deprecated elements of a schema.
    ///
    /// # Errors
    /// Fails if a consumer or a release cannot be read, or if the history does not tell ages that the configuration limits.
    pub fn elements(
        &self,
        new: &Workspace,
        layout: Layout,
        sources: &mut Sources,
    ) -> Result<Vec<DeprecatedElement>, Report> {
        let failed = |diagnostic: Diagnostic| Report::from_iter([diagnostic]);
        let releases = self.releases(new, layout, sources)?;
        let releases: Vec<HashSet<String>> = releases.iter().map(|release| deprecated_names(&release.schema)).collect();
        let mut report = Report::default();
        let consumers = Consumers::read(self.input, new, sources, &mut report);
        let approvals = Approvals::default();
        let names = DecidingNames {
            input: self.input,
            new,
            olds: &[],
            ledger: None,
            approvals: &approvals,
            consumers: &consumers,
        };
        report.append(names.unknown_to_consumers());
        if report.has_errors() {
            return Err(report);
        }
        let setting = new.config.deprecation.clone();
        if setting.is_none() && self.needs_setting {
            return Err(failed(diagnostics::no_deprecation_setting()));
        }
        let is_set = setting.is_some();
        let setting = setting.unwrap_or_else(age_only);
        let history = DeprecationHistory::new(self.input.clone(), self.options.clone());
        if let Some(reason) = history.problem().filter(|_| is_set && setting.remove_after.is_some()) {
            return Err(failed(diagnostics::unknown_ages(reason)));
        }
        let policy = DeprecationPolicy::new(setting, history, self.now);
        let own: HashSet<FileId> = new.files_by_module().concat().into_iter().collect();
        let schema = &new.schema;
        let elements =
            schema.declarations().filter(|&it| schema.is_deprecated(it) && own.contains(&schema.file_of(it)));
        Ok(elements.map(|it| deprecated(it, schema, &policy, &releases, &consumers, is_set)).collect())
    }

    /// Returns the newest releases in the windows of the configuration, as many as count. The checked-out commit may be one of
    /// them.
    fn releases(&self, new: &Workspace, layout: Layout, sources: &mut Sources) -> Result<Vec<Workspace>, Report> {
        let setting = new.config.deprecation.as_ref().and_then(|setting| setting.releases.as_ref());
        let Some((wanted, word)) = setting else { return Ok(Vec::new()) };
        let failed = |error: InputError| Report::from_iter([Diagnostic::from(error)]);
        let windows = new.config.breaking.against.iter().filter_map(|word| match Versions::parse(&word.text) {
            Ok(Versions::Tags(window)) => Some(window),
            _ => None,
        });
        let mut tagged = Vec::new();
        for window in windows {
            tagged.extend(self.input.tagged(&window, self.now, true).map_err(failed)?);
        }
        if tagged.is_empty() {
            return Err(Report::from_iter([diagnostics::no_window_of_releases(word)]));
        }
        let options = OpenOptions { fallback: Some(layout), ..self.options.clone() };
        let mut open = |(_, release): &(String, Input)| {
            let mut report = Report::default();
            protoward_workspace::open(release, &options, sources, &mut report).ok_or(report)
        };
        tagged.iter().take(*wanted as usize).map(&mut open).collect()
    }
}

/// Returns a setting that only asks for the age.
fn age_only() -> DeprecationSetting {
    DeprecationSetting { remove_after: Some(LocatedText::unplaced("1 day")), releases: None }
}

fn deprecated(
    element: Element,
    schema: &Schema,
    policy: &DeprecationPolicy,
    releases: &[HashSet<String>],
    consumers: &Consumers,
    is_set: bool,
) -> DeprecatedElement {
    let full_name = schema.full_name(element);
    let lifetime = policy.lifetime(&full_name, releases);
    let removal = lifetime.removal();
    let start = lifetime.start().map(|(day, commit)| (day, commit.to_owned()));
    let (since, commit) = start.unzip();
    DeprecatedElement {
        element: full_name,
        kind: schema.kind(element),
        since,
        commit,
        days: lifetime.days(),
        removable: is_set.then_some(removal == Removal::Allowed),
        when: match removal {
            Removal::NotYet(when) if is_set => Some(when),
            Removal::NotYet(_) | Removal::Allowed => None,
        },
        users: consumers.users(schema, element).into_iter().map(str::to_owned).collect(),
        lifetime,
    }
}
