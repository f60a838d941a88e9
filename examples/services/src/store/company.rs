//! Students with their grades, and employees.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::page::{self, Listed, Page};
use super::{Resource, StoreError, error, new_id};
use crate::proto::company::v1::{Employee, EnrollStudentsRequest, HireEmployeesRequest, Student};

const STUDENT: &str = "SELECT seq, id, name, email, year, \
     (SELECT avg(score) FROM grades WHERE student_id = students.id) FROM students";
const EMPLOYEE: &str = "SELECT seq, id, name, email, department, salary_cents FROM employees";

/// Enrolls all students.
pub(crate) fn enroll(
    transaction: &Transaction<'_>,
    new: Vec<EnrollStudentsRequest>,
) -> Result<Vec<Student>, StoreError> {
    let mut insert = transaction.prepare_cached("INSERT INTO students (id, name, email, year) VALUES (?, ?, ?, ?)")?;
    let mut students = Vec::with_capacity(new.len());
    for (at, EnrollStudentsRequest { name, email, year }) in new.into_iter().enumerate() {
        let student = Student { id: new_id(), name, email, year, average_score: None };
        insert
            .execute(params![student.id, student.name, student.email, student.year])
            .map_err(|error| error::taken(error, Resource::Student, &student.email, Some(at)))?;
        students.push(student);
    }
    Ok(students)
}

/// Returns the student with this id.
pub(crate) fn student(connection: &Connection, id: &str) -> Result<Student, StoreError> {
    connection
        .prepare_cached(&format!("{STUDENT} WHERE id = ?"))?
        .query_row([id], read_student)
        .optional()?
        .ok_or_else(|| StoreError::Missing { what: Resource::Student, id: id.to_owned(), at: None })
}

/// Returns one page of all students.
pub(crate) fn students(connection: &Connection, page: &Page) -> Result<Vec<Listed<Student>>, StoreError> {
    let sql = format!("{STUDENT} WHERE seq > ? ORDER BY seq LIMIT ?");
    page::rows(connection, &sql, &[], page, read_student)
}

/// Records a grade and returns the student with the new average.
pub(crate) fn grade(
    transaction: &Transaction<'_>,
    student_id: &str,
    course: &str,
    score: f64,
) -> Result<Student, StoreError> {
    student(transaction, student_id)?;
    transaction.execute(
        "INSERT INTO grades (student_id, course, score) VALUES (?, ?, ?) \
         ON CONFLICT DO UPDATE SET score = excluded.score",
        params![student_id, course, score],
    )?;
    student(transaction, student_id)
}

/// Hires all employees.
pub(crate) fn hire(transaction: &Transaction<'_>, new: Vec<HireEmployeesRequest>) -> Result<Vec<Employee>, StoreError> {
    let mut insert = transaction
        .prepare_cached("INSERT INTO employees (id, name, email, department, salary_cents) VALUES (?, ?, ?, ?, ?)")?;
    let mut employees = Vec::with_capacity(new.len());
    for (at, HireEmployeesRequest { name, email, department, salary_cents }) in new.into_iter().enumerate() {
        let employee = Employee { id: new_id(), name, email, department, salary_cents };
        insert
            .execute(params![employee.id, employee.name, employee.email, employee.department, employee.salary_cents])
            .map_err(|error| error::taken(error, Resource::Employee, &employee.email, Some(at)))?;
        employees.push(employee);
    }
    Ok(employees)
}

/// Returns the employee with this id.
pub(crate) fn employee(connection: &Connection, id: &str) -> Result<Employee, StoreError> {
    connection
        .prepare_cached(&format!("{EMPLOYEE} WHERE id = ?"))?
        .query_row([id], read_employee)
        .optional()?
        .ok_or_else(|| StoreError::Missing { what: Resource::Employee, id: id.to_owned(), at: None })
}

/// Returns one page of the employees of a department, or of all employees if `department` is empty.
pub(crate) fn employees(
    connection: &Connection,
    department: &str,
    page: &Page,
) -> Result<Vec<Listed<Employee>>, StoreError> {
    if department.is_empty() {
        let sql = format!("{EMPLOYEE} WHERE seq > ? ORDER BY seq LIMIT ?");
        return page::rows(connection, &sql, &[], page, read_employee);
    }
    let sql = format!("{EMPLOYEE} WHERE department = ? AND seq > ? ORDER BY seq LIMIT ?");
    page::rows(connection, &sql, &[&department], page, read_employee)
}

/// Adds to a salary, and returns the employee with the new salary.
pub(crate) fn adjust_salary(
    transaction: &Transaction<'_>,
    employee_id: &str,
    change_cents: i64,
) -> Result<Employee, StoreError> {
    let mut employee = employee(transaction, employee_id)?;
    employee.salary_cents = employee
        .salary_cents
        .checked_add(change_cents)
        .filter(|salary| *salary >= 0)
        .ok_or(StoreError::Range("the salary would be less than 0 or too large"))?;
    transaction
        .execute("UPDATE employees SET salary_cents = ? WHERE id = ?", params![employee.salary_cents, employee.id])?;
    Ok(employee)
}

fn read_student(row: &Row<'_>) -> rusqlite::Result<Student> {
    Ok(Student {
        id: row.get(1)?,
        name: row.get(2)?,
        email: row.get(3)?,
        year: row.get(4)?,
        average_score: row.get(5)?,
    })
}

fn read_employee(row: &Row<'_>) -> rusqlite::Result<Employee> {
    Ok(Employee {
        id: row.get(1)?,
        name: row.get(2)?,
        email: row.get(3)?,
        department: row.get(4)?,
        salary_cents: row.get(5)?,
    })
}
