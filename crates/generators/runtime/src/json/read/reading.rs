//! The state of a reader: its context, and where in the input an error is.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Write as _};

use serde::de::Error;

use crate::json::context::{Context, Options, TooDeep, Types};
use crate::json::descriptor::Descriptor;

/// The context of a value that is read, and the place of an error.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'r> {
    context: Context,
    place: &'r Place,
}

/// The path of the value that is not valid, such as `.items[2].price`. It is built from the inside, while an error is
/// returned, so that it costs nothing without one.
#[derive(Debug, Default)]
pub(in crate::json) struct Place {
    path: RefCell<String>,
    /// `true` if the error is about a value. Other errors are those of the deserializer.
    is_of_value: Cell<bool>,
}

impl Place {
    /// Returns the error with the path before its text, where serde_json also finds the line and the column. An error of the
    /// deserializer stays as it is: `serde_json::Error` has more than a text, such as `is_eof`.
    pub(in crate::json) fn locate<E: Error>(&self, error: E) -> E {
        let path = self.path.take();
        if path.is_empty() || !self.is_of_value.get() {
            return error;
        }
        E::custom(format_args!("{}: {error}", path.strip_prefix('.').unwrap_or(&path)))
    }
}

impl<'r> Reading<'r> {
    pub(in crate::json) const fn new(context: Context, place: &'r Place) -> Self {
        Self { context, place }
    }

    pub(in crate::json) const fn options(self) -> Options {
        self.context.options
    }

    pub(in crate::json) const fn types(self) -> &'static Types {
        self.context.types
    }

    pub(in crate::json) const fn context(self) -> Context {
        self.context
    }

    /// Returns the state inside of a message.
    pub(in crate::json) const fn within(self, descriptor: &Descriptor) -> Result<Self, TooDeep> {
        Self { context: descriptor.context_in(self.context), ..self }.deeper()
    }

    /// Returns the state inside of a list, a map or a message that has no fields in JSON.
    pub(in crate::json) const fn deeper(self) -> Result<Self, TooDeep> {
        match self.context.deeper() {
            Ok(context) => Ok(Self { context, ..self }),
            Err(error) => Err(error),
        }
    }

    /// Returns the error that a value is not valid.
    #[cold]
    pub(in crate::json) fn invalid<E: Error>(self, why: impl fmt::Display) -> E {
        self.place.is_of_value.set(true);
        E::custom(why)
    }

    /// Notes that an error says what is expected, so that the value has the wrong type.
    pub(in crate::json) fn expects(self) {
        self.place.is_of_value.set(true);
    }

    /// Notes that an error is in a field, and returns the error.
    #[cold]
    pub(in crate::json) fn in_field<E>(self, name: &str, error: E) -> E {
        self.inside(format_args!(".{name}"), error)
    }

    /// Notes that an error is in a value of a list, and returns the error.
    #[cold]
    pub(in crate::json) fn in_list<E>(self, index: usize, error: E) -> E {
        self.inside(format_args!("[{index}]"), error)
    }

    /// Notes that an error is in a value of a map, and returns the error.
    #[cold]
    pub(in crate::json) fn in_map<E>(self, key: &str, error: E) -> E {
        self.inside(format_args!("[{key:?}]"), error)
    }

    fn inside<E>(self, part: fmt::Arguments<'_>, error: E) -> E {
        let mut path = String::new();
        let mut inner = self.place.path.borrow_mut();
        let _ = write!(path, "{part}{inner}");
        *inner = path;
        error
    }
}
