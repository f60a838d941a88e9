//! A site before its pages are rendered: its settings, and the tables that all pages read, each computed once.

use super::broken_file::BrokenFile;
use super::changes::{Baseline, Changes};
use super::imports::Imports;
use super::links::Links;
use super::markdown;
use super::options::OptionReader;
use super::outline::{Package, packages};
use super::paths::Paths;
use super::references::References;
use super::source_links::SourceLinks;
use protoward_dynamic::Codec;
use protoward_ledger::{Ledger, LedgerIndex};
use protoward_schema::documentation::markdown as comment_text;
use protoward_schema::{FileId, Schema};

/// The settings of a site.
#[derive(Clone, Copy, Debug)]
pub struct SiteSettings<'a> {
    /// The title of the site.
    pub title: &'a str,
    /// `true` to document files that are only imported, too.
    pub includes_imports: bool,
    /// The older version whose differences are marked.
    pub baseline: Option<Baseline<'a>>,
    /// The numbers and names of all versions, for the history of each type.
    pub ledger: Option<&'a Ledger>,
    /// The files that do not compile, and are missing in the schema.
    pub broken: &'a [BrokenFile],
    /// The files on the web, to which declarations link.
    pub source: Option<SourceLinks<'a>>,
}

impl Default for SiteSettings<'_> {
    fn default() -> Self {
        Self {
            title: "API reference",
            includes_imports: false,
            baseline: None,
            ledger: None,
            broken: &[],
            source: None,
        }
    }
}

/// The documentation site of a schema.
#[derive(Debug)]
pub struct Site<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) settings: SiteSettings<'a>,
    pub(crate) packages: Vec<Package<'a>>,
    pub(crate) paths: Paths,
    pub(crate) codec: Codec<'a>,
    pub(crate) options: OptionReader<'a>,
    pub(crate) references: References,
    pub(crate) imports: Imports<'a>,
    pub(crate) changes: Option<Changes<'a>>,
    pub(crate) past: Option<LedgerIndex<'a>>,
}

impl<'a> Site<'a> {
    /// Prepares the site of a schema.
    pub fn new(schema: &'a Schema, settings: SiteSettings<'a>) -> Self {
        let packages = packages(schema, settings.includes_imports);
        Self {
            schema,
            settings,
            paths: Paths::new(schema, &packages),
            codec: Codec::new(schema),
            options: OptionReader::new(schema),
            references: References::find(schema, &packages),
            imports: Imports::find(schema, &packages),
            changes: settings.baseline.map(|it| Changes::since(it, schema, settings.includes_imports)),
            past: settings.ledger.map(LedgerIndex::new),
            packages,
        }
    }

    pub(crate) const fn links(&self) -> Links<'_> {
        Links { schema: self.schema, paths: &self.paths }
    }

    /// Returns the comment of the first statement of a file, unless it is a license.
    pub(crate) fn file_comment(&self, file: FileId) -> Option<std::borrow::Cow<'_, str>> {
        let location = [SYNTAX, EDITION].iter().find_map(|&field| self.schema.location(file, &[field]))?;
        let comment = comment_text(location.comments().leading?)?;
        let is_license = ["Copyright", "(c)", "SPDX", "License"].iter().any(|word| comment.contains(word));
        (!is_license).then_some(comment)
    }

    /// Returns the comment of the package statement of a file.
    pub(crate) fn package_comment(&self, file: FileId) -> Option<std::borrow::Cow<'_, str>> {
        let location = self.schema.location(file, &[PACKAGE])?;
        comment_text(location.comments().leading?)
    }

    /// Returns the first sentence of the comments of a package.
    pub(crate) fn package_summary(&self, at: usize) -> String {
        let mut comments = self.packages[at].files.iter().filter_map(|&file| self.package_comment(file));
        comments.next().map(|comment| markdown::summary(&comment)).unwrap_or_default()
    }
}

/// The field `package` of a file descriptor.
const PACKAGE: i32 = 2;
/// The field `syntax` of a file descriptor.
const SYNTAX: i32 = 12;
/// The field `edition` of a file descriptor.
const EDITION: i32 = 14;
