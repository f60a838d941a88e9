//! The engine: runs rules over the files of a module and sorts their findings.

use std::cmp::Ordering;

use super::context::{LintContext, Options};

use super::finding::{Finding, Findings};
use super::rule::{Check, LintRule};
use super::rules;
use super::tables::{Extensions, Tables};
use protoward_policy::Rule;
use protoward_schema::{FileId, IdSet, MessageId, Schema};
use protoward_source::{Sources, parallel};

/// Checks the files of a module. The findings are sorted by path, line, column, rule and message.
///
/// Rules of other kinds are left out, as a policy may have some.
pub fn check(
    schema: &Schema,
    sources: &Sources,
    files: &[FileId],
    rules: &[&'static Rule],
    options: &Options,
) -> Vec<Finding> {
    let mut files = files.to_vec();
    files.sort_unstable_by_key(|&file| schema.text(schema[file].path));
    let mut is_checked = IdSet::default();
    for &file in &files {
        is_checked.insert(file);
    }
    let extensions = Extensions::default();
    let tables = Tables::new(schema, &files);
    let cx = LintContext {
        schema,
        sources,
        files: &files,
        is_checked: &is_checked,
        extensions: &extensions,
        tables: &tables,
        options,
    };
    let rules: Vec<&'static LintRule> = rules.iter().filter_map(|rule| rules::find(rule.id())).collect();
    let (of_module, of_files): (Vec<_>, Vec<_>) =
        rules.into_iter().partition(|it| matches!(it.check, Check::Module(_)));
    // One more than the files: the rules about all of them together.
    let all = parallel::map(files.len() + of_module.len(), parallel::threads(None), |at| {
        let mut found = match at.checked_sub(files.len()) {
            None => in_file(&cx, files[at], &of_files),
            Some(at) => in_module(&cx, of_module[at]),
        };
        sort(&mut found, schema);
        found
    });
    // The last sort only merges the sorted parts.
    let mut findings = Vec::with_capacity(all.iter().map(Vec::len).sum());
    all.into_iter().for_each(|mut found| findings.append(&mut found));
    sort(&mut findings, schema);
    findings
}

/// Sorts findings by path, line, column, rule and message.
pub fn sort(findings: &mut [Finding], schema: &Schema) {
    findings.sort_by(|a, b| order(schema, a, b));
}

fn order(schema: &Schema, a: &Finding, b: &Finding) -> Ordering {
    let path = |finding: &Finding| schema.text(schema[finding.file].path);
    let of_files = if a.file == b.file { Ordering::Equal } else { path(a).cmp(path(b)) };
    of_files.then_with(|| in_file_key(a).cmp(&in_file_key(b)))
}

fn in_file_key(finding: &Finding) -> impl Ord + use<'_> {
    let place = finding.diagnostic.place().map(|place| place.sort_key()).unwrap_or_default();
    (place, finding.rule.id(), finding.diagnostic.message.as_str())
}

fn in_module(cx: &LintContext<'_>, rule: &'static LintRule) -> Vec<Finding> {
    let mut findings = Findings::new(cx, &rule.rule);
    if let Check::Module(check) = rule.check {
        check(cx, &mut findings);
    }
    findings.into_vec()
}

/// Runs the rules about declarations on the declarations of a file.
fn in_file(cx: &LintContext<'_>, file: FileId, rules: &[&'static LintRule]) -> Vec<Finding> {
    let Some(first) = rules.first() else { return Vec::new() };
    let mut walk = Walk { cx, rules, findings: Findings::new(cx, &first.rule) };
    walk.file(file);
    walk.findings.into_vec()
}

/// A walk over the declarations of a file.
struct Walk<'a, 'c> {
    cx: &'c LintContext<'a>,
    rules: &'c [&'static LintRule],
    findings: Findings<'a>,
}

impl Walk<'_, '_> {
    fn file(&mut self, id: FileId) {
        let file = &self.cx.schema[id];
        self.run(|check, cx, findings| {
            if let Check::File(check) = check {
                check(cx, id, findings);
            }
        });
        file.messages.iter().for_each(|&message| self.message(message));
        file.enums.iter().for_each(|&id| self.enumeration(id));
        file.extensions.iter().for_each(|&field| self.field(field));
        file.services.iter().for_each(|&service| self.service(service));
    }

    fn message(&mut self, id: MessageId) {
        let schema = self.cx.schema;
        if schema.is_map_entry(id) {
            return;
        }
        self.run(|check, cx, findings| {
            if let Check::Message(check) = check {
                check(cx, id, findings);
            }
        });
        let message = &schema[id];
        message.fields.iter().chain(&message.extensions).for_each(|&field| self.field(field));
        for &oneof in message.oneofs.iter().filter(|&&oneof| !schema[oneof].synthetic) {
            self.run(|check, cx, findings| {
                if let Check::Oneof(check) = check {
                    check(cx, oneof, findings);
                }
            });
        }
        message.messages.iter().for_each(|&nested| self.message(nested));
        message.enums.iter().for_each(|&nested| self.enumeration(nested));
    }

    fn field(&mut self, id: protoward_schema::FieldId) {
        self.run(|check, cx, findings| {
            if let Check::Field(check) = check {
                check(cx, id, findings);
            }
        });
    }

    fn enumeration(&mut self, id: protoward_schema::EnumId) {
        self.run(|check, cx, findings| {
            if let Check::Enum(check) = check {
                check(cx, id, findings);
            }
        });
        for &value in &self.cx.schema[id].values {
            self.run(|check, cx, findings| {
                if let Check::EnumValue(check) = check {
                    check(cx, value, findings);
                }
            });
        }
    }

    fn service(&mut self, id: protoward_schema::ServiceId) {
        self.run(|check, cx, findings| {
            if let Check::Service(check) = check {
                check(cx, id, findings);
            }
        });
        for &method in &self.cx.schema[id].methods {
            self.run(|check, cx, findings| {
                if let Check::Method(check) = check {
                    check(cx, method, findings);
                }
            });
        }
    }

    fn run(&mut self, apply: impl Fn(Check, &LintContext<'_>, &mut Findings<'_>)) {
        for rule in self.rules {
            self.findings.begin(&rule.rule);
            apply(rule.check, self.cx, &mut self.findings);
        }
    }
}
