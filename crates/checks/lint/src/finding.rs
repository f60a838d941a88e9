//! Findings of rules, with what a policy and a fix need: the element, its file, and a change of the schema.

use protoward_policy::{PolicySubject, Rule};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Code, Diagnostic, DiagnosticSubject, Place};

use super::context::LintContext;
use super::fix::SchemaChange;

/// A violation of a rule.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// The rule, whose id is the code of the diagnostic.
    pub rule: &'static Rule,
    /// The element that violates the rule; a file for rules about files.
    pub element: Element,
    /// The file to which the finding belongs.
    pub file: FileId,
    /// The message, its place and the remedy. In a box, because findings are sorted and moved.
    pub diagnostic: Box<Diagnostic>,
    /// The change that resolves it, if there is one right change.
    pub change: Option<Box<SchemaChange>>,
}

impl Finding {
    /// Creates the finding of a rule about an element.
    pub fn new(
        schema: &Schema,
        rule: &'static Rule,
        element: Element,
        place: Place,
        message: impl Into<String>,
    ) -> Self {
        let file = schema.file_of(element);
        let package = schema.package(file).to_owned();
        let name = match element {
            Element::File(_) => None,
            element => Some(schema.full_name(element)),
        };
        let diagnostic =
            Diagnostic::error(code(rule), message).label(place, "").about(DiagnosticSubject { package, element: name });
        Self { rule, element, file, diagnostic: Box::new(diagnostic), change: None }
    }
}

impl Finding {
    /// Creates a finding without a place, which no ignore of a path or an element covers.
    pub fn without_place(file: FileId, rule: &'static Rule, message: impl Into<String>) -> Self {
        let diagnostic = Box::new(Diagnostic::error(code(rule), message));
        Self { rule, element: Element::File(file), file, diagnostic, change: None }
    }
}

/// The findings of a rule while it runs.
#[derive(Debug)]
pub(crate) struct Findings<'a> {
    schema: &'a Schema,
    rule: &'static Rule,
    found: Vec<Finding>,
}

impl<'a> Findings<'a> {
    pub(crate) fn new(cx: &LintContext<'a>, rule: &'static Rule) -> Self {
        Self { schema: cx.schema, rule, found: Vec::new() }
    }

    /// Starts the findings of another rule.
    pub(crate) fn begin(&mut self, rule: &'static Rule) {
        self.rule = rule;
    }

    /// Adds a finding about an element, at its name or wherever `place` is. The result can be extended, with a help for
    /// example.
    pub(crate) fn push(
        &mut self,
        element: impl Into<Element>,
        place: Place,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.found.push(Finding::new(self.schema, self.rule, element.into(), place, message));
        let last = self.found.len() - 1;
        &mut self.found[last].diagnostic
    }

    /// Adds a finding whose remedy is another name for the element.
    pub(crate) fn push_with_name(
        &mut self,
        element: impl Into<Element>,
        place: Place,
        message: impl Into<String>,
        name: impl Into<String>,
    ) {
        let element = element.into();
        let name = name.into();
        self.push_with_help(element, place, message, format!("rename it to `{name}`"));
        self.propose_name(element, name);
    }

    /// Proposes another name of an element, which resolves the last finding.
    pub(crate) fn propose_name(&mut self, element: impl Into<Element>, name: impl Into<String>) {
        self.propose(SchemaChange::Rename { element: element.into(), name: name.into() });
    }

    /// Proposes a change that resolves the last finding.
    pub(crate) fn propose(&mut self, change: SchemaChange) {
        if let Some(finding) = self.found.last_mut() {
            finding.change = Some(Box::new(change));
        }
    }

    /// Adds a finding with a remedy.
    pub(crate) fn push_with_help(
        &mut self,
        element: impl Into<Element>,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(element, place, message).help = Some(help.into());
    }

    pub(crate) fn into_vec(self) -> Vec<Finding> {
        self.found
    }
}

/// A finding as a policy sees it.
#[derive(Clone, Copy, Debug)]
pub struct LocatedFinding<'a> {
    /// The finding to decide about.
    pub finding: &'a Finding,
    /// The schema that has its element and its file.
    pub schema: &'a Schema,
}

impl PolicySubject for LocatedFinding<'_> {
    fn rule(&self) -> &'static Rule {
        self.finding.rule
    }

    fn paths(&self) -> Vec<&str> {
        let path = self.schema.text(self.schema[self.finding.file].path);
        self.finding.diagnostic.place().map(|_| path).into_iter().collect()
    }

    fn names(&self) -> Vec<String> {
        match self.finding.element {
            Element::File(_) if self.finding.diagnostic.place().is_none() => Vec::new(),
            Element::File(file) => vec![self.schema.package(file).to_owned()],
            // Values are in the scope around their enum, but an ignore of the enum covers them too.
            Element::EnumValue(value) => {
                let of_enum = self.schema.full_name(self.schema[value].parent.into());
                let name = self.schema.text(self.schema[value].name);
                vec![format!("{of_enum}.{name}"), self.schema.full_name(value.into())]
            }
            element => vec![self.schema.full_name(element)],
        }
    }

    fn place(&self) -> Option<Place> {
        self.finding.diagnostic.place()
    }

    fn is_unstable(&self) -> bool {
        false
    }
}

/// Returns the code of a rule's findings.
pub fn code(rule: &'static Rule) -> Code {
    Code::new(rule.id())
}
