//! Calls of a plugin: a process for each question, with the request on its standard input, and limits on time and output.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use protoward_program::{InputWriter, Limits, ProcessResult, SearchedIn};
use protoward_schema::wire::{WireError, Writer};

use crate::answers::{self, CHECK, Call, LIST_CATEGORIES, LIST_RULES};
use crate::error::{PluginError, PluginProblem};
use crate::listing::{Listing, RuleKind};
use crate::messages::{Annotation, MOST_ITEMS, Page, read_categories, read_rules};
use crate::request::CheckRequest;
use crate::rpc::{self, Procedure};

/// The requested number of rules or categories in a page.
const PAGE: u64 = 250;

/// Maximum number of rules in one request.
const RULES_IN_REQUEST: usize = 250;

/// A program with rules, which is called once for each question.
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

/// A run of a program.
struct ProgramRun<'a> {
    /// The purpose of the run, as a part of messages.
    words: &'a str,
    arguments: Vec<String>,
    feed: InputWriter,
}

/// The output of a program, and what it wrote to standard error.
struct ProgramOutput {
    output: Vec<u8>,
    stderr: Vec<u8>,
}

impl CheckPlugin {
    /// Creates the plugin of a program, which is looked up in `PATH`, or is a path. `arguments` are its first ones.
    pub fn new(program: impl Into<String>, arguments: Vec<String>) -> Self {
        let program = program.into();
        let limits = Self::limited(Limits::default());
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
        let rules = self.pages(LIST_RULES, read_rules)?;
        let categories = self.pages(LIST_CATEGORIES, read_categories)?;
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
            let head = rpc::request_head(CHECK.request, length);
            let feed: InputWriter = Box::new(move |input: &mut dyn Write| {
                input.write_all(&head)?;
                pieces.iter().try_for_each(|piece| input.write_all(piece))
            });
            let annotations = self.call(CHECK, feed, answers::read_violations)?;
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
            None => return wrong(format!("it reports a violation of the unknown rule `{id}`")),
            Some(rule) if rule.kind != request.kind => {
                let kind = match request.kind {
                    RuleKind::Lint => "lint",
                    RuleKind::Breaking => "breaking changes",
                };
                return wrong(format!("it reports a violation of `{id}`, which is not a rule for {kind}"));
            }
            Some(_) => {}
        }
        if !rules.contains(id) {
            return wrong(format!("it reports a violation of `{id}`, which was not requested"));
        }
        for location in annotation.location.iter().chain(&annotation.old_location) {
            if location.file.is_empty() {
                return wrong(format!("a violation of `{id}` has a path without a file"));
            }
        }
        Ok(())
    }

    fn pages<T>(&self, call: Call, read: fn(&[u8]) -> Result<Page<T>, WireError>) -> Result<Vec<T>, PluginError> {
        let mut all = Vec::new();
        let mut token = String::new();
        let mut known = BTreeSet::new();
        loop {
            let mut request = Writer::default();
            request.uint64(1, PAGE);
            if !token.is_empty() {
                request.string(2, &token);
            }
            let request = request.into_bytes();
            let head = rpc::request_head(call.request, request.len());
            let feed: InputWriter = Box::new(move |input: &mut dyn Write| {
                input.write_all(&head)?;
                input.write_all(&request)
            });
            let page = self.call(call, feed, |output| answers::response(call, output, read))?;
            all.extend(page.items);
            let is_endless = !page.next.is_empty() && !known.insert(page.next.clone());
            if all.len() > MOST_ITEMS || is_endless {
                let why = format!("{}: the list does not end", call.words);
                return Err(self.failed(PluginProblem::Rules(why)));
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
        call: Call,
        feed: InputWriter,
        read: impl FnOnce(&[u8]) -> Result<T, PluginProblem>,
    ) -> Result<T, PluginError> {
        let found = self.procedures()?.iter().find(|found| found.path == call.path);
        let found = found.ok_or_else(|| self.failed(PluginProblem::NoProcedure(call.path)))?;
        let mut arguments = found.arguments();
        arguments.extend(["--format".to_owned(), "binary".to_owned()]);
        self.run(ProgramRun { words: call.words, arguments, feed }, read)
    }

    /// Returns the procedures, which the plugin is asked for once.
    fn procedures(&self) -> Result<&[Procedure], PluginError> {
        if let Some(procedures) = self.procedures.get() {
            return Ok(procedures);
        }
        let asked = |flags: &[&str]| ProgramRun {
            words: "asked for its protocol",
            arguments: flags.iter().map(|flag| (*flag).to_owned()).collect(),
            feed: Box::new(|_| Ok(())),
        };
        self.run(asked(&["--protocol"]), answers::check_protocol)?;
        let procedures = self.run(asked(&["--spec", "--format", "binary"]), answers::procedures)?;
        Ok(self.procedures.get_or_init(|| procedures))
    }

    /// Runs the program, and reads its output.
    fn run<T>(
        &self,
        run: ProgramRun<'_>,
        read: impl FnOnce(&[u8]) -> Result<T, PluginProblem>,
    ) -> Result<T, PluginError> {
        let ProgramOutput { output, stderr } = self.output(run)?;
        read(&output).map_err(|problem| PluginError { stderr, ..self.failed(problem) })
    }

    fn output(&self, run: ProgramRun<'_>) -> Result<ProgramOutput, PluginError> {
        let program = self.program().map_err(|searched_in| self.failed(PluginProblem::Missing(searched_in)))?;
        let mut command = Command::new(&program);
        command.args(&self.arguments).args(&run.arguments);
        let ProcessResult { output, stderr, problem, .. } =
            protoward_program::run(&program, &mut command, run.feed, self.limits);
        match problem {
            None => Ok(ProgramOutput { output, stderr }),
            Some(error) => {
                let problem = PluginProblem::Failed { call: run.words.to_owned(), error };
                Err(PluginError { stderr, ..self.failed(problem) })
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
