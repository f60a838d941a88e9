//! Calls of a plugin.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use protoward_program::{InputWriter, Limits, ProcessResult, SearchedIn};
use protoward_schema::wire::{WireError, Writer};

use crate::error::{PluginError, PluginProblem};
use crate::listing::{Listing, RuleKind};
use crate::messages::{Annotation, MOST_ANNOTATIONS, MOST_ITEMS, Page, read_annotations, read_categories, read_rules};
use crate::request::CheckRequest;
use crate::rpc::{self, Procedure};

const CHECK: &str = "/buf.plugin.check.v1.CheckService/Check";
const LIST_RULES: &str = "/buf.plugin.check.v1.CheckService/ListRules";
const LIST_CATEGORIES: &str = "/buf.plugin.check.v1.CheckService/ListCategories";

/// The requested number of rules or categories in a page.
const PAGE: u64 = 250;

/// Maximum number of rules in one request.
const RULES_IN_REQUEST: usize = 250;

/// Maximum number of displayed bytes of an invalid response.
const SHOWN: usize = 100;

/// A program with rules.
#[derive(Debug)]
pub struct CheckPlugin {
    /// The program with its first arguments, for messages.
    name: String,
    program: String,
    path: Option<PathBuf>,
    arguments: Vec<String>,
    limits: Limits,
    procedures: OnceLock<Vec<Procedure>>,
}

/// A call of a program.
struct Call<'a> {
    /// The call for messages.
    words: &'a str,
    arguments: Vec<String>,
    feed: InputWriter,
}

impl CheckPlugin {
    /// Creates the plugin of a program, which is looked up in `PATH`, or is a path. `arguments` are its first ones.
    pub fn new(program: impl Into<String>, arguments: Vec<String>) -> Self {
        let (program, limits) = (program.into(), Self::limited(Limits::default()));
        let words: Vec<&str> = [program.as_str()].into_iter().chain(arguments.iter().map(String::as_str)).collect();
        let name = words.join(" ");
        Self { name, program, path: None, arguments, limits, procedures: OnceLock::new() }
    }

    /// Sets the path of the program.
    #[must_use]
    pub fn at(self, path: impl Into<PathBuf>) -> Self {
        Self { path: Some(path.into()), ..self }
    }

    /// Sets the limits of each call.
    #[must_use]
    pub fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Returns limits with those on output and memory that suit check plugins.
    #[must_use]
    pub fn limited(limits: Limits) -> Limits {
        Limits { output: 256 << 20, words: 16 << 20, memory: Some(4 << 30), ..limits }
    }

    /// Returns the program with its first arguments.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Asks for the rules.
    ///
    /// # Errors
    /// Fails if the program cannot be run, or if its rules are invalid.
    pub fn list(&self) -> Result<Listing, PluginError> {
        let rules = self.pages(LIST_RULES, "buf.plugin.check.v1.ListRulesRequest", "ListRulesResponse", read_rules)?;
        let categories = self.pages(
            LIST_CATEGORIES,
            "buf.plugin.check.v1.ListCategoriesRequest",
            "ListCategoriesResponse",
            read_categories,
        )?;
        Listing::new(rules, &categories).map_err(|why| self.failed(PluginProblem::Rules(why)))
    }

    /// Asks for the violations of rules. They are sorted, and each is unique.
    ///
    /// # Errors
    /// Fails if the program cannot be run, or if a violation is invalid.
    pub fn check(&self, request: &CheckRequest<'_>, listing: &Listing) -> Result<Vec<Annotation>, PluginError> {
        let mut all = BTreeSet::new();
        for rules in request.rules.chunks(RULES_IN_REQUEST) {
            let pieces = request.pieces(rules);
            let length = pieces.iter().map(|piece| piece.len()).sum();
            let head = rpc::request_head("buf.plugin.check.v1.CheckRequest", length);
            let feed: InputWriter = Box::new(move |input: &mut dyn Write| {
                input.write_all(&head)?;
                pieces.iter().try_for_each(|piece| input.write_all(piece))
            });
            let annotations = self.call(CHECK, "CheckResponse", feed, read_annotations)?;
            if annotations.len() > MOST_ANNOTATIONS {
                let why = format!("it reports more than {MOST_ANNOTATIONS} violations");
                return Err(self.failed(PluginProblem::Annotation(why)));
            }
            for annotation in annotations {
                self.verify(&annotation, request, rules, listing)?;
                all.insert(annotation);
            }
        }
        Ok(all.into_iter().collect())
    }

    /// Checks that an annotation is about a requested rule.
    fn verify(
        &self,
        annotation: &Annotation,
        request: &CheckRequest<'_>,
        rules: &[String],
        listing: &Listing,
    ) -> Result<(), PluginError> {
        let wrong = |why: String| Err(self.failed(PluginProblem::Annotation(why)));
        let id = &annotation.rule;
        match listing.rule(id) {
            None => return wrong(format!("it reports a violation of `{id}`, which is none of its rules")),
            Some(rule) if rule.kind != request.kind => {
                let kind = match request.kind {
                    RuleKind::Lint => "lint",
                    RuleKind::Breaking => "breaking changes",
                };
                return wrong(format!("it reports a violation of `{id}`, which is no rule for {kind}"));
            }
            Some(_) => {}
        }
        if !rules.contains(id) {
            return wrong(format!("it reports a violation of `{id}`, for which it was not asked"));
        }
        for location in annotation.location.iter().chain(&annotation.old_location) {
            if location.file.is_empty() {
                return wrong(format!("a violation of `{id}` has a path without a file"));
            }
        }
        Ok(())
    }

    fn pages<T>(
        &self,
        procedure: &'static str,
        message: &str,
        response: &'static str,
        read: fn(&[u8]) -> Result<Page<T>, WireError>,
    ) -> Result<Vec<T>, PluginError> {
        let (mut all, mut token) = (Vec::new(), String::new());
        let mut known = BTreeSet::new();
        loop {
            let mut request = Writer::default();
            request.uint64(1, PAGE);
            if !token.is_empty() {
                request.string(2, &token);
            }
            let request = request.into_bytes();
            let head = rpc::request_head(message, request.len());
            let feed: InputWriter = Box::new(move |input: &mut dyn Write| {
                input.write_all(&head)?;
                input.write_all(&request)
            });
            let page = self.call(procedure, response, feed, read)?;
            all.extend(page.items);
            let is_endless = !page.next.is_empty() && !known.insert(page.next.clone());
            if all.len() > MOST_ITEMS || is_endless {
                let words = words(procedure);
                return Err(self.failed(PluginProblem::Rules(format!("{words}: the list does not end"))));
            }
            if page.next.is_empty() {
                return Ok(all);
            }
            token = page.next;
        }
    }

    /// Calls a procedure, and reads its response.
    fn call<T>(
        &self,
        procedure: &'static str,
        message: &'static str,
        feed: InputWriter,
        read: fn(&[u8]) -> Result<T, WireError>,
    ) -> Result<T, PluginError> {
        let words = words(procedure);
        let found = self.procedures()?.iter().find(|found| found.path == procedure);
        let found = found.ok_or_else(|| self.failed(PluginProblem::NoProcedure(procedure)))?;
        let mut arguments = found.arguments();
        arguments.extend(["--format".to_owned(), "binary".to_owned()]);
        let (output, stderr) = self.run(Call { words, arguments, feed })?;
        let unreadable = |error, bytes: &[u8], message| PluginError {
            problem: Box::new(PluginProblem::Unreadable {
                call: words.to_owned(),
                message,
                error,
                start: bytes[..bytes.len().min(SHOWN)].to_vec(),
            }),
            stderr: stderr.clone(),
            plugin: self.name.clone(),
        };
        let response = rpc::read_response(&output).map_err(|error| unreadable(error, &output, "Response"))?;
        if let Some(error) = response.error {
            let message = format!("{}: {}", error.code_name(), error.message);
            let problem = PluginProblem::Refused { call: words.to_owned(), message };
            return Err(PluginError { problem: Box::new(problem), stderr, plugin: self.name.clone() });
        }
        let expected = format!("buf.plugin.check.v1.{message}");
        match response.value {
            Some((found, value)) if found == expected => {
                read(&value).map_err(|error| unreadable(error, &value, message))
            }
            other => {
                let found = other.map(|(found, _)| found);
                let problem = PluginProblem::OtherMessage { call: words.to_owned(), expected, found };
                Err(PluginError { problem: Box::new(problem), stderr, plugin: self.name.clone() })
            }
        }
    }

    /// Returns the procedures, which the plugin is asked for once.
    fn procedures(&self) -> Result<&[Procedure], PluginError> {
        if let Some(procedures) = self.procedures.get() {
            return Ok(procedures);
        }
        let asked = |flags: &[&str]| Call {
            words: "asked for its protocol",
            arguments: flags.iter().map(|flag| (*flag).to_owned()).collect(),
            feed: Box::new(|_| Ok(())),
        };
        let (version, stderr) = self.run(asked(&["--protocol"]))?;
        let version = String::from_utf8_lossy(&version);
        if version.trim() != rpc::PROTOCOL {
            let start: String = version.trim().chars().take(SHOWN).collect();
            let problem = PluginProblem::Protocol(start);
            return Err(PluginError { problem: Box::new(problem), stderr, plugin: self.name.clone() });
        }
        let (spec, stderr) = self.run(asked(&["--spec", "--format", "binary"]))?;
        let procedures = rpc::read_spec(&spec).map_err(|error| PluginError {
            problem: Box::new(PluginProblem::Unreadable {
                call: "asked for its procedures".to_owned(),
                message: "Spec",
                error,
                start: spec[..spec.len().min(SHOWN)].to_vec(),
            }),
            stderr,
            plugin: self.name.clone(),
        })?;
        check_procedures(&procedures).map_err(|why| self.failed(PluginProblem::Specification(why)))?;
        for required in [CHECK, LIST_RULES, LIST_CATEGORIES] {
            if !procedures.iter().any(|procedure| procedure.path == required) {
                return Err(self.failed(PluginProblem::NoProcedure(required)));
            }
        }
        Ok(self.procedures.get_or_init(|| procedures))
    }

    /// Runs the program, and returns its output and what it wrote to standard error.
    fn run(&self, call: Call<'_>) -> Result<(Vec<u8>, Vec<u8>), PluginError> {
        let program = self.program().map_err(|searched_in| self.failed(PluginProblem::Missing(searched_in)))?;
        let mut command = Command::new(&program);
        command.args(&self.arguments).args(&call.arguments);
        let ProcessResult { output, stderr, problem, .. } =
            protoward_program::run(&program, &mut command, call.feed, self.limits);
        match problem {
            None => Ok((output, stderr)),
            Some(error) => {
                let problem = PluginProblem::Failed { call: call.words.to_owned(), error };
                Err(PluginError { problem: Box::new(problem), stderr, plugin: self.name.clone() })
            }
        }
    }

    fn program(&self) -> Result<PathBuf, SearchedIn> {
        self.path.as_deref().map_or_else(|| protoward_program::find(&self.program), protoward_program::at)
    }

    /// Creates the failure of this plugin. Callers add problems that only they can see.
    pub fn failed(&self, problem: PluginProblem) -> PluginError {
        PluginError { plugin: self.name.clone(), problem: Box::new(problem), stderr: Vec::new() }
    }
}

/// Returns a call in words.
fn words(procedure: &str) -> &'static str {
    match procedure {
        CHECK => "asked to check",
        LIST_RULES => "asked for its rules",
        _ => "asked for its categories",
    }
}

/// Checks that the procedures and their arguments are unique, and that arguments are no flags.
fn check_procedures(procedures: &[Procedure]) -> Result<(), String> {
    let (mut paths, mut all_args) = (BTreeSet::new(), BTreeSet::new());
    for Procedure { path, args } in procedures {
        if !paths.insert(path) {
            return Err(format!("it has the procedure `{path}` twice"));
        }
        if !args.is_empty() && !all_args.insert(args) {
            return Err(format!("two procedures have the arguments `{}`", args.join(" ")));
        }
        let is_end = |character: Option<char>| character.is_some_and(|it| it.is_ascii_alphanumeric());
        let is_argument = |arg: &String| {
            let is_inside = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
            arg.len() > 1 && arg.chars().all(is_inside) && is_end(arg.chars().next()) && is_end(arg.chars().last())
        };
        if let Some(arg) = args.iter().find(|arg| !is_argument(arg)) {
            return Err(format!("`{arg}` is no argument for `{path}`"));
        }
    }
    Ok(())
}
