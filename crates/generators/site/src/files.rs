//! The files of a site, which are rendered in parallel and compared with existing ones, so that no site is in memory as a whole.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::outline::Package;
use super::page::{self, Page};
use super::site::Site;
use super::{package_tree, paths, search};
use protoward_output::{CompleteFile, Plan, apply};
use protoward_schema::Element;
use protoward_source::{Diagnostic, Report, count, list, parallel};

/// The style sheet of all pages.
const STYLE: &str = include_str!("../assets/style.css");

/// The script of all pages, for the search. It is plain ES2020, which browsers run as it is.
const SEARCH: &str = include_str!("../assets/search.js");

/// The numbers of documented elements and pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SiteCounts {
    /// The number of documented packages.
    pub packages: usize,
    /// The number of services in these packages.
    pub services: usize,
    /// The number of top-level messages. Nested ones have no page.
    pub messages: usize,
    /// The number of top-level enums. Nested ones have no page.
    pub enums: usize,
    /// The number of HTML pages, with those that are not about a declaration.
    pub pages: usize,
    /// The number of differences from the baseline; zero without one.
    pub changes: usize,
}

impl fmt::Display for SiteCounts {
    /// Writes `2 services and 3 messages of 1 package on 7 pages`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let &Self { packages, services, messages, enums, pages, changes: _ } = self;
        let parts = [(services, "service"), (messages, "message"), (enums, "enum")];
        let present = parts.into_iter().filter(|&(number, _)| number > 0);
        let present: Vec<String> = present.map(|(number, of)| count(number, of)).collect();
        let of = count(packages, "package");
        let pages = count(pages, "page");
        if present.is_empty() {
            write!(f, "{of} on {pages}")
        } else {
            write!(f, "{} of {of} on {pages}", list(&present))
        }
    }
}

/// A file of a site.
#[derive(Clone, Copy, Debug)]
enum SiteFile {
    SearchIndex,
    Style,
    SearchScript,
    Packages,
    Index,
    Changes,
    Errors,
    Scalars,
    Package(usize),
    Declaration(Element),
}

impl Site<'_> {
    /// Counts the documented elements and the pages.
    pub fn counts(&self) -> SiteCounts {
        let sum = |of: fn(&Package<'_>) -> usize| self.packages.iter().map(of).sum::<usize>();
        SiteCounts {
            packages: self.packages.len(),
            services: sum(|package| package.services.len()),
            messages: sum(|package| package.messages.len()),
            enums: sum(|package| package.enums.len()),
            pages: self.files().iter().filter(|file| file.is_page()).count(),
            changes: self.changes.as_ref().map_or(0, |changes| changes.list.len()),
        }
    }

    /// Renders all files on the given number of threads, by default one for each core, and adds them to a plan.
    ///
    /// # Errors
    /// Returns an error if the plan does not accept a file, for example because the folder has a handwritten file of this
    /// name.
    pub fn add_to(&self, plan: &mut Plan, threads: Option<usize>) -> Result<(), Box<Diagnostic>> {
        let files = self.files();
        let received = parallel::map(files.len(), parallel::threads(threads), |at| self.receive(files[at], plan));
        for file in received {
            let (path, file) = file?;
            plan.add_received(&path, file)?;
        }
        Ok(())
    }

    /// Writes the site into a folder. Returns warnings about obsolete files that stay, because they may be handwritten.
    ///
    /// # Errors
    /// Fails as [`add_to`](Self::add_to), and if a file cannot be written. Nothing is written then.
    pub fn write(&self, folder: &Path) -> Result<Report, Box<Diagnostic>> {
        let mut plan = Plan::generated(folder).staged(&Arc::default());
        self.add_to(&mut plan, None)?;
        let changes = plan.compare()?;
        apply(&[&changes])?;
        Ok(changes.kept_warnings())
    }

    fn receive(&self, file: SiteFile, plan: &Plan) -> Result<(String, CompleteFile), Box<Diagnostic>> {
        let (path, text) = self.render(file);
        let mut incoming = plan.receive(&path)?;
        incoming.push(text.as_bytes());
        Ok((path, incoming.end()?))
    }

    /// Returns all files. The index of the search is the first, because it takes longest.
    fn files(&self) -> Vec<SiteFile> {
        let mut files =
            vec![SiteFile::SearchIndex, SiteFile::Style, SiteFile::SearchScript, SiteFile::Packages, SiteFile::Index];
        files.extend(self.changes.as_ref().map(|_| SiteFile::Changes));
        files.extend(self.settings.broken.first().map(|_| SiteFile::Errors));
        files.push(SiteFile::Scalars);
        for (at, package) in self.packages.iter().enumerate() {
            files.push(SiteFile::Package(at));
            files.extend(package.services.iter().map(|&id| SiteFile::Declaration(id.into())));
            files.extend(package.messages.iter().map(|&id| SiteFile::Declaration(id.into())));
            files.extend(package.enums.iter().map(|&id| SiteFile::Declaration(id.into())));
        }
        files
    }

    /// Returns the path and the content of a file.
    fn render(&self, file: SiteFile) -> (String, String) {
        let page = |path: &str| Page { site: self, path: path.to_owned() };
        match file {
            SiteFile::SearchIndex => (paths::SEARCH_INDEX.to_owned(), search::script(self)),
            SiteFile::Style => (paths::STYLE.to_owned(), STYLE.to_owned()),
            SiteFile::SearchScript => (paths::SEARCH.to_owned(), SEARCH.to_owned()),
            SiteFile::Packages => (paths::PACKAGES.to_owned(), package_tree::script(self)),
            SiteFile::Errors => (paths::ERRORS.to_owned(), page::errors(&page(paths::ERRORS)).into_string()),
            SiteFile::Scalars => (paths::SCALARS.to_owned(), page::scalars(&page(paths::SCALARS)).into_string()),
            SiteFile::Index => (paths::INDEX.to_owned(), page::index(&page(paths::INDEX)).into_string()),
            SiteFile::Changes => {
                let text = self.changes.as_ref().map(|changes| page::changes(&page(paths::CHANGES), changes));
                (paths::CHANGES.to_owned(), text.map(maud::Markup::into_string).unwrap_or_default())
            }
            SiteFile::Package(at) => {
                let path = self.paths.package(self.packages[at].name).expect("every package has a page");
                let text = page::package(&page(&path), at).into_string();
                (path, text)
            }
            SiteFile::Declaration(element) => {
                let path = self.paths.page(element).expect("every top-level declaration has a page").to_owned();
                let text = page::declaration(&page(&path), element).into_string();
                (path, text)
            }
        }
    }
}

impl SiteFile {
    const fn is_page(self) -> bool {
        matches!(
            self,
            Self::Index | Self::Changes | Self::Errors | Self::Scalars | Self::Package(_) | Self::Declaration(_)
        )
    }
}
