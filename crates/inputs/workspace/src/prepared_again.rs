//! Variants of a prepared input: with other options, fewer files or other texts.

use std::collections::HashSet;

use super::name_filter::NameFilter;
use super::prepared::{Prepared, PreparedKind};
use protoward_source::MemoryTree;

impl Prepared {
    /// Keeps options with source retention, which checks inspect. An image lacks them.
    #[must_use]
    pub fn with_source_options(self) -> Self {
        let what = match self.what {
            PreparedKind::Files(mut files) => {
                files.compiler = files.compiler.retain_options(true);
                PreparedKind::Files(files)
            }
            image @ PreparedKind::Image(_) => image,
        };
        Self { what, ..self }
    }

    /// Returns the same input again, restricted to some of its files if `only` names them. An editor compiles an input many
    /// times while its texts change; the configuration and the list of files stay. `None` for an image.
    pub fn again(&self, only: Option<&[String]>) -> Option<Self> {
        let PreparedKind::Files(files) = &self.what else { return None };
        let mut files = files.clone();
        let mut setting = self.setting.clone();
        if let Some(names) = only {
            let only: HashSet<&String> = names.iter().collect();
            files.targets.retain(|target| only.contains(target));
            files.origin.files = files.targets.len();
            setting.modules.retain(|(name, _)| only.contains(name));
            setting.layout.filter = NameFilter::of_names(names.to_vec(), Vec::new());
        }
        Some(Self { setting, what: PreparedKind::Files(files) })
    }

    /// Replaces the texts of files, by import path; those of an image stay.
    #[must_use]
    pub fn with_texts(self, texts: Vec<(String, String)>) -> Self {
        let what = match self.what {
            PreparedKind::Files(mut files) => {
                files.compiler = files.compiler.replacement(MemoryTree::new(texts));
                PreparedKind::Files(files)
            }
            image @ PreparedKind::Image(_) => image,
        };
        Self { what, ..self }
    }
}
