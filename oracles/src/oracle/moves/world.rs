//! A small schema: declarations, and the files that hold them.

/// A module, by the folder of its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Module {
    Strict,
    Lax,
}

impl Module {
    pub(super) const fn folder(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Lax => "lax",
        }
    }
}

/// A schema. Declarations refer to each other and to files by index, so that a move changes one place.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) files: Vec<ProtoFile>,
    pub(super) declarations: Vec<Declaration>,
}

#[derive(Clone, Debug)]
pub(super) struct ProtoFile {
    pub(super) module: Module,
    /// The import path.
    pub(super) path: String,
    pub(super) package: String,
    pub(super) go_package: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Declaration {
    pub(super) name: String,
    pub(super) home: Home,
    pub(super) body: Body,
    /// `true` for a message whose comment ignores all categories inside of it.
    pub(super) is_lax: bool,
    pub(super) is_deleted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    File(usize),
    Message(usize),
}

#[derive(Clone, Debug)]
pub(super) enum Body {
    Message(Vec<Field>),
    Enum(Vec<(String, i32)>),
    Service(Vec<Method>),
    Extension { extendee: usize, field: Field },
}

#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) number: i32,
    pub(super) ty: Type,
    /// The default of a number.
    pub(super) default: Option<i32>,
    pub(super) is_repeated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Scalar(&'static str),
    Declared(usize),
    Map(usize),
}

#[derive(Clone, Debug)]
pub(super) struct Method {
    pub(super) name: String,
    pub(super) input: usize,
    pub(super) output: usize,
    pub(super) is_idempotent: bool,
}

impl World {
    /// Returns the file of a declaration.
    pub(super) fn file_of(&self, mut index: usize) -> usize {
        loop {
            match self.declarations[index].home {
                Home::File(file) => return file,
                Home::Message(outer) => index = outer,
            }
        }
    }

    pub(super) fn full_name(&self, index: usize) -> String {
        let declaration = &self.declarations[index];
        let around = match declaration.home {
            Home::File(file) => self.files[file].package.clone(),
            Home::Message(outer) => self.full_name(outer),
        };
        format!("{around}.{}", declaration.name)
    }

    /// Returns `true` if a declaration is in a message, at any depth, or is that message.
    pub(super) fn is_inside(&self, mut index: usize, outer: usize) -> bool {
        loop {
            match self.declarations[index].home {
                _ if index == outer => return true,
                Home::File(_) => return false,
                Home::Message(around) => index = around,
            }
        }
    }

    /// Returns the declarations that are not deleted.
    pub(super) fn alive(&self) -> impl Iterator<Item = usize> {
        let is_alive = |&index: &usize| {
            let mut at = index;
            loop {
                match self.declarations[at].home {
                    _ if self.declarations[at].is_deleted => return false,
                    Home::File(_) => return true,
                    Home::Message(outer) => at = outer,
                }
            }
        };
        (0..self.declarations.len()).filter(is_alive)
    }

    pub(super) fn messages(&self) -> Vec<usize> {
        self.alive().filter(|&index| matches!(self.declarations[index].body, Body::Message(_))).collect()
    }

    /// Returns the declarations that a declaration refers to.
    pub(super) fn references(&self, index: usize) -> Vec<usize> {
        let of_type = |ty: Type| match ty {
            Type::Scalar(_) => None,
            Type::Declared(other) | Type::Map(other) => Some(other),
        };
        match &self.declarations[index].body {
            Body::Message(fields) => fields.iter().filter_map(|field| of_type(field.ty)).collect(),
            Body::Enum(_) => Vec::new(),
            Body::Service(methods) => methods.iter().flat_map(|method| [method.input, method.output]).collect(),
            Body::Extension { extendee, field } => std::iter::once(*extendee).chain(of_type(field.ty)).collect(),
        }
    }
}
