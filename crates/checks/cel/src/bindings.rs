//! The unification of types.
//!
//! The rules are those of the type checker of `cel-go`, which protovalidate uses: `dyn` and `Any` fit everything, `null`
//! fits messages and wrappers, a wrapper fits its scalar, and the type of an empty list is open until it is used.

use crate::types::{MAX_SIZE, Type};

impl Type {
    /// Returns `true` if a value of another type can be passed where this one is expected.
    #[must_use]
    pub fn takes(&self, found: &Self) -> bool {
        let mut bindings = Bindings::default();
        let first = bindings.open_pair();
        bindings.fit_all(std::slice::from_ref(found), &[self.shifted(first)])
    }
}

/// The open types of an expression, and what they are bound to.
#[derive(Debug, Default)]
pub(crate) struct Bindings {
    bound: Vec<Option<Type>>,
    /// The earlier values of changed bindings, to undo an attempt.
    changes: Vec<(usize, Option<Type>)>,
}

impl Bindings {
    /// Makes two open types, and returns the number of the first one.
    pub(crate) fn open_pair(&mut self) -> usize {
        self.bound.extend([None, None]);
        self.bound.len() - 2
    }

    /// Returns `true` if values of some types can be passed where others are expected. Binds open types, unless the
    /// attempt fails.
    pub(crate) fn fit_all(&mut self, found: &[Type], wanted: &[Type]) -> bool {
        let start = self.changes.len();
        let fits =
            found.len() == wanted.len() && found.iter().zip(wanted).all(|(found, wanted)| self.fits(found, wanted));
        if fits {
            self.changes.truncate(start);
        } else {
            while self.changes.len() > start {
                if let Some((at, before)) = self.changes.pop() {
                    self.bound[at] = before;
                }
            }
        }
        fits
    }

    /// Returns a type with all bound types in place. An unbound type stays open.
    pub(crate) fn resolved(&self, ty: &Type) -> Type {
        self.resolve(ty, None, &mut (4 * MAX_SIZE))
    }

    /// Returns a type with all bound types in place, and `dyn` for an unbound one.
    pub(crate) fn closed(&self, ty: &Type) -> Type {
        self.resolve(ty, Some(&Type::Dyn), &mut (4 * MAX_SIZE))
    }

    fn resolve(&self, ty: &Type, unbound: Option<&Type>, left: &mut usize) -> Type {
        // Bindings can share parts, so the resolved type may be larger than all bindings together.
        if *left == 0 {
            return Type::Dyn;
        }
        *left -= 1;
        let mut inner = |ty: &Type| self.resolve(ty, unbound, left);
        match ty {
            Type::Open(at) => match &self.bound[*at] {
                Some(bound) => inner(bound),
                None => unbound.unwrap_or(ty).clone(),
            },
            Type::List(of) => Type::list(inner(of)),
            Type::Map(key, value) => Type::map(inner(key), inner(value)),
            Type::Type(of) => Type::Type(Box::new(inner(of))),
            other => other.clone(),
        }
    }

    /// Returns the more general one of two types that fit each other.
    pub(crate) fn more_general(&self, one: Type, other: Type) -> Type {
        if is_more_general(&self.resolved(&one), &self.resolved(&other)) { one } else { other }
    }

    fn bind(&mut self, at: usize, ty: Type) {
        let before = self.bound[at].replace(ty);
        self.changes.push((at, before));
    }

    fn fits(&mut self, found: &Type, wanted: &Type) -> bool {
        if let Type::Open(at) = *wanted {
            let (is_right, is_known) = self.fits_open(found, at);
            if is_right || is_known {
                return is_right;
            }
        }
        if let Type::Open(at) = *found {
            return self.fits_open(wanted, at).0;
        }
        if found.is_dyn() || wanted.is_dyn() {
            return true;
        }
        match (found, wanted) {
            (Type::Null, other) | (other, Type::Null) => {
                matches!(other, Type::Null | Type::Duration | Type::Timestamp | Type::Wrapper(_) | Type::Message(_))
            }
            (Type::Wrapper(one), Type::Wrapper(other)) => one == other,
            (Type::Wrapper(of), other) | (other, Type::Wrapper(of)) => of.as_ref() == other,
            (Type::List(one), Type::List(other)) => self.fits(one, other),
            (Type::Map(key, value), Type::Map(other_key, other_value)) => {
                self.fits(key, other_key) && self.fits(value, other_value)
            }
            (Type::Type(_), Type::Type(_)) => true,
            (one, other) => one == other,
        }
    }

    /// Returns `true` if a type fits an open one, and `true` if that was known before.
    fn fits_open(&mut self, ty: &Type, at: usize) -> (bool, bool) {
        if *ty == Type::Open(at) {
            return (true, true);
        }
        if let Some(bound) = self.bound[at].clone() {
            if *ty == bound {
                return (true, true);
            }
            if !self.fits(ty, &bound) {
                return (false, true);
            }
            let general = if is_more_general(ty, &bound) { ty.clone() } else { bound };
            if !self.contains(&general, at, &mut (4 * MAX_SIZE)) {
                self.bind(at, general);
            }
            return (true, true);
        }
        if self.contains(ty, at, &mut (4 * MAX_SIZE)) {
            return (false, false);
        }
        self.bind(at, ty.clone());
        (true, false)
    }

    /// Returns `true` if a type contains an open type, or if it is too large to tell.
    fn contains(&self, ty: &Type, at: usize, left: &mut usize) -> bool {
        if *left == 0 {
            return true;
        }
        *left -= 1;
        match ty {
            Type::Open(other) if *other == at => true,
            Type::Open(other) => match &self.bound[*other] {
                Some(bound) => self.contains(bound, at, left),
                None => false,
            },
            Type::List(of) | Type::Type(of) => self.contains(of, at, left),
            Type::Map(key, value) => self.contains(key, at, left) || self.contains(value, at, left),
            _ => false,
        }
    }
}

fn is_more_general(one: &Type, other: &Type) -> bool {
    match (one, other) {
        (Type::Dyn | Type::Open(_), _) => true,
        (_, Type::Dyn | Type::Open(_)) => false,
        (Type::List(one), Type::List(other)) => is_more_general(one, other),
        (Type::Map(key, value), Type::Map(other_key, other_value)) => {
            is_more_general(key, other_key) && is_more_general(value, other_value)
        }
        (Type::Type(_), Type::Type(_)) => true,
        (one, other) => one == other,
    }
}
