//! Operators, choices, and literals of lists and maps.

use protoward_cel::{Operator, UnaryOperator};

use super::code::Code;
use super::compiler::{Compiler, Step};
use super::form::Form;
use super::forms::borrowed;

impl Compiler<'_> {
    pub(super) fn unary(&self, operator: UnaryOperator, operand: Code) -> Step {
        match operator {
            UnaryOperator::Not => {
                let operand = self.boolean(operand)?;
                Ok(Code::of(&[&operand], format!("(!{})", operand.text), Form::Bool))
            }
            UnaryOperator::Negate => {
                let operand = self.present(operand);
                match operand.form {
                    Form::Int => {
                        Ok(Code::fallible(&[&operand], &format!("__cel::negate({})", operand.text), Form::Int))
                    }
                    Form::Double => Ok(Code::of(&[&operand], format!("(-{})", operand.text), Form::Double)),
                    _ => Err("`-` of a value that is known at run time only".to_owned()),
                }
            }
        }
    }

    pub(super) fn binary(&mut self, operator: Operator, one: Code, other: Code) -> Step {
        match operator {
            Operator::And | Operator::Or => self.logical(operator, one, other),
            Operator::Equal => self.equal(one, other, true),
            Operator::NotEqual => self.equal(one, other, false),
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
                self.ordered(operator, one, other)
            }
            Operator::In => self.is_in(one, other),
            Operator::Index => self.index(one, other),
            Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Modulo => {
                self.arithmetic(operator, one, other)
            }
        }
    }

    /// Compiles `one && other` and `one || other`. If one operand alone decides the result, a failure of the other one does not matter.
    /// Rust's operators would return the failure of the first operand, so that one is passed as a function.
    fn logical(&self, operator: Operator, one: Code, other: Code) -> Step {
        let (one, other) = (self.boolean(one)?, self.boolean(other)?);
        if !one.fails {
            let text = format!("({} {} {})", one.text, operator.symbol(), other.text);
            return Ok(Code::of(&[&one, &other], text, Form::Bool));
        }
        let name = if operator == Operator::And { "and" } else { "or" };
        let operand = |code: &Code| format!("|| ::core::result::Result::Ok({})", code.text);
        let text = format!("__cel::{name}({}, {})", operand(&one), operand(&other));
        Ok(Code::fallible(&[&one, &other], &text, Form::Bool))
    }

    pub(super) fn choice(&mut self, condition: Code, then: Code, otherwise: Code) -> Step {
        let condition = self.boolean(condition)?;
        let (then, otherwise) = self.unified(then, otherwise)?;
        let text = format!("(if {} {{ {} }} else {{ {} }})", condition.text, then.text, otherwise.text);
        Ok(Code::of(&[&condition, &then, &otherwise], text, then.form.clone()))
    }

    fn ordered(&mut self, operator: Operator, one: Code, other: Code) -> Step {
        let (one, other) = (self.present(one), self.present(other));
        let symbol = operator.symbol();
        let compared = |one_text: &str, other_text: &str| {
            Ok(Code::of(&[&one, &other], format!("({one_text} {symbol} {other_text})"), Form::Bool))
        };
        match (&one.form, &other.form) {
            (Form::Text { .. }, Form::Text { .. }) | (Form::Bytes { .. }, Form::Bytes { .. }) => {
                compared(&borrowed(&one), &borrowed(&other))
            }
            (Form::Bool | Form::Duration | Form::Timestamp, _) if one.form == other.form => {
                compared(&one.text, &other.text)
            }
            (one_form, other_form) if one_form.is_number() && one_form == other_form => {
                compared(&one.text, &other.text)
            }
            (one_form, other_form) if one_form.is_number() && other_form.is_number() => {
                let number = |code: &Code| format!("__cel::Number::from({})", code.text);
                compared(&number(&one), &number(&other))
            }
            _ => {
                let (one, other) = (self.dynamic(one)?, self.dynamic(other)?);
                let test = match operator {
                    Operator::Less => "is_lt",
                    Operator::LessOrEqual => "is_le",
                    Operator::Greater => "is_gt",
                    _ => "is_ge",
                };
                let order =
                    Code::fallible(&[&one, &other], &format!("{}.compare(&{})", one.text, other.text), Form::Bool);
                Ok(Code { text: format!("{}.is_some_and(::core::cmp::Ordering::{test})", order.text), ..order })
            }
        }
    }

    pub(super) fn equal(&mut self, one: Code, other: Code, is_equal: bool) -> Step {
        let not = if is_equal { "" } else { "!" };
        let symbol = if is_equal { "==" } else { "!=" };
        let of = |text: String| Ok(Code::of(&[&one, &other], text, Form::Bool));
        match (&one.form, &other.form) {
            (Form::Text { .. }, Form::Text { .. }) | (Form::Bytes { .. }, Form::Bytes { .. }) => {
                of(format!("({} {symbol} {})", borrowed(&one), borrowed(&other)))
            }
            (Form::Bool | Form::Int | Form::Uint | Form::Double | Form::Duration | Form::Timestamp | Form::Type, _)
                if one.form == other.form =>
            {
                of(format!("({} {symbol} {})", one.text, other.text))
            }
            (one_form, other_form) if one_form.is_number() && other_form.is_number() => {
                of(format!("(__cel::Number::from({}) {symbol} __cel::Number::from({}))", one.text, other.text))
            }
            (Form::Optional(_), Form::Null) => of(format!("({not}{}.is_none())", one.text)),
            (Form::Null, Form::Optional(_)) => of(format!("({not}{}.is_none())", other.text)),
            (Form::Optional(of_one), Form::Optional(of_other)) if of_one == of_other => {
                of(format!("({} {symbol} {})", one.text, other.text))
            }
            (Form::Optional(of), form) | (form, Form::Optional(of)) if of.as_ref() == form => {
                let (one, other) = self.unified(one.clone(), other.clone())?;
                Ok(Code::of(&[&one, &other], format!("({} {symbol} {})", one.text, other.text), Form::Bool))
            }
            (Form::Message { ty, .. }, Form::Message { ty: other_ty, .. }) if ty == other_ty => {
                let form = Form::Message { ty: *ty, may_be_absent: true };
                let (one, other) = (self.convert(one.clone(), &form)?, self.convert(other.clone(), &form)?);
                let text = format!("({not}__cel::messages_equal({}, {}))", one.text, other.text);
                Ok(Code::of(&[&one, &other], text, Form::Bool))
            }
            // Messages are no other values, and no `null`. They are evaluated, since that may fail.
            (Form::Message { .. }, _) | (_, Form::Message { .. })
                if one.form != Form::Dyn && other.form != Form::Dyn =>
            {
                of(format!("({{ let _ = ({}, {}); {} }})", one.text, other.text, !is_equal))
            }
            (one_form, other_form) if one_form.is_list() && other_form.is_list() => self.equal_lists(one, other, not),
            _ => {
                let (one, other) = (self.dynamic(one)?, self.dynamic(other)?);
                Ok(Code::of(&[&one, &other], format!("({not}{}.equals(&{}))", one.text, other.text), Form::Bool))
            }
        }
    }

    fn equal_lists(&mut self, one: Code, other: Code, not: &str) -> Step {
        let (one, other) = (self.elements(one)?, self.elements(other)?);
        let (name, other_name) = (self.name(), self.name());
        let equal = self.equal(one.read(&name)?, other.read(&other_name)?, true)?;
        if equal.fails {
            return Err("a comparison of lists of maps".to_owned());
        }
        let text = format!(
            "({not}__cel::lists_equal({}, {}, |{name}, {other_name}| {}))",
            one.iterator, other.iterator, equal.text
        );
        Ok(Code::of(&[&one.of, &other.of], text, Form::Bool))
    }

    fn arithmetic(&mut self, operator: Operator, one: Code, other: Code) -> Step {
        let (one, other) = (self.present(one), self.present(other));
        let called = |name: &str, form: Form| {
            Ok(Code::fallible(&[&one, &other], &format!("__cel::{name}({}, {})", one.text, other.text), form))
        };
        let name = match operator {
            Operator::Add => "add",
            Operator::Subtract => "subtract",
            Operator::Multiply => "multiply",
            Operator::Divide => "divide",
            _ => "remainder",
        };
        match (operator, &one.form, &other.form) {
            (_, Form::Int, Form::Int) | (_, Form::Uint, Form::Uint) => called(name, one.form.clone()),
            (
                Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide,
                Form::Double,
                Form::Double,
            ) => {
                let text = format!("({} {} {})", one.text, operator.symbol(), other.text);
                Ok(Code::of(&[&one, &other], text, Form::Double))
            }
            (Operator::Add | Operator::Subtract, Form::Duration, Form::Duration) => called(name, Form::Duration),
            (Operator::Add, Form::Timestamp, Form::Duration) | (Operator::Add, Form::Duration, Form::Timestamp) => {
                called(name, Form::Timestamp)
            }
            (Operator::Subtract, Form::Timestamp, Form::Duration) => called(name, Form::Timestamp),
            (Operator::Subtract, Form::Timestamp, Form::Timestamp) => called(name, Form::Duration),
            (Operator::Add, Form::Text { .. }, Form::Text { .. }) => Ok(concatenated("concat", &one, &other)),
            (Operator::Add, Form::Bytes { .. }, Form::Bytes { .. }) => Ok(concatenated("concat_bytes", &one, &other)),
            (Operator::Add, one_form, other_form) if one_form.is_list() && other_form.is_list() => {
                let (one, other) = self.unified(one.clone(), other.clone())?;
                let (one, other) = self.made_lists(one, other)?;
                let form = one.form.clone();
                Ok(Code::of(&[&one, &other], format!("__cel::appended({}, {})", one.text, other.text), form))
            }
            _ => Err(format!("`{}` of values whose types are known at run time only", operator.symbol())),
        }
    }

    /// Makes lists of two lists of the same form.
    fn made_lists(&mut self, one: Code, other: Code) -> Step<(Code, Code)> {
        let form = match &one.form {
            Form::Slice(element) => Form::list(element.form()?),
            other => other.clone(),
        };
        Ok((self.convert(one, &form)?, self.convert(other, &form)?))
    }

    pub(super) fn array(&mut self, codes: Vec<Code>) -> Step {
        let mut form: Option<Form> = None;
        for code in &codes {
            form = Some(match form {
                None => code.form.clone(),
                Some(form) => self.unified(Code::new("", form), code.clone())?.0.form,
            });
        }
        let form = match form.unwrap_or(Form::Dyn) {
            Form::Slice(element) => Form::list(element.form()?),
            Form::Array(of) | Form::Iterator(of) => Form::List(of),
            Form::Map(..) => Form::Dyn,
            form => form,
        };
        let mut converted = Vec::new();
        for code in codes {
            converted.push(self.convert(code, &form)?);
        }
        let texts: Vec<&str> = converted.iter().map(|code| code.text.as_str()).collect();
        let parts: Vec<&Code> = converted.iter().collect();
        if texts.is_empty() {
            return Ok(Code::new("::core::iter::empty::<__cel::Value<'_>>()", Form::Iterator(Box::new(Form::Dyn))));
        }
        Ok(Code::of(&parts, format!("[{}]", texts.join(", ")), Form::Array(Box::new(form))))
    }

    pub(super) fn map(&mut self, entries: Vec<(Code, Code)>) -> Step {
        let mut texts = Vec::new();
        let mut parts = Vec::new();
        for (key, value) in entries {
            let (key, value) = (self.dynamic(key)?, self.dynamic(value)?);
            texts.push(format!("({}, {})", key.text, value.text));
            parts.extend([key, value]);
        }
        let parts: Vec<&Code> = parts.iter().collect();
        Ok(Code::fallible(&parts, &format!("__cel::Value::map([{}])", texts.join(", ")), Form::Dyn))
    }
}

fn concatenated(function: &str, one: &Code, other: &Code) -> Code {
    let form = one.form.detached();
    let text = format!("__cel::{function}([{}, {}])", borrowed(one), borrowed(other));
    Code { is_local: false, ..Code::of(&[one, other], text, form) }
}
