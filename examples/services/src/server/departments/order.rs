//! `order_by`: fields separated by commas, each with ` desc` for descending order (AIP-132).

use crate::store::departments::{Sort, SortField};

/// The description of a valid `order_by`.
pub(super) const EXPECTED: &str = "must be fields separated by commas, each with ` desc` for descending order: name, display_name, budget_cents, create_time";

/// Parses `order_by`. An empty text is the default order. A field that is repeated has no further effect, as in SQL.
pub(super) fn parse(text: &str) -> Option<Vec<Sort>> {
    if text.trim().is_empty() {
        return Some(vec![Sort { field: SortField::CreateTime, descending: false }]);
    }
    let mut order: Vec<Sort> = Vec::new();
    for part in text.split(',') {
        let sort = sort(part)?;
        if order.iter().all(|earlier| earlier.field != sort.field) {
            order.push(sort);
        }
    }
    Some(order)
}

fn sort(text: &str) -> Option<Sort> {
    let mut words = text.split_ascii_whitespace();
    let field = match words.next()? {
        "name" => SortField::Name,
        "display_name" => SortField::DisplayName,
        "budget_cents" => SortField::BudgetCents,
        "create_time" => SortField::CreateTime,
        _ => return None,
    };
    let descending = match words.next() {
        None => false,
        Some("desc") => true,
        Some(_) => return None,
    };
    words.next().is_none().then_some(Sort { field, descending })
}

#[cfg(test)]
mod tests {
    use super::{Sort, SortField, parse};

    #[test]
    fn parses_fields_and_directions() {
        let sort = |field, descending| Sort { field, descending };
        assert_eq!(parse(" "), Some(vec![sort(SortField::CreateTime, false)]));
        let expected = vec![sort(SortField::BudgetCents, true), sort(SortField::Name, false)];
        assert_eq!(parse("budget_cents desc,name"), Some(expected.clone()));
        assert_eq!(parse("  budget_cents   desc ,  name  "), Some(expected.clone()));
        assert_eq!(parse("budget_cents desc, name, budget_cents, name desc"), Some(expected));
    }

    #[test]
    fn rejects_other_text() {
        for bad in [",", "name,", "nam", "name asc", "name desc desc", "name DESC", "labels"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
