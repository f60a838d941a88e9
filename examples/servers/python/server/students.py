"""company.v1.StudentService."""

from company.v1 import company_pb2, company_pb2_grpc

from server.checks import Check, collected
from server.faults import Fault, told
from server.store import Table


class Students(company_pb2_grpc.StudentServiceServicer):
    def __init__(self) -> None:
        self._students: Table[company_pb2.Student] = Table("student")
        #: Scores by the names of courses, by the ids of students.
        self._grades: dict[str, dict[str, float]] = {}

    @told
    async def GetStudent(self, request, context):
        Check().id("id", request.id).done()
        return company_pb2.GetStudentResponse(student=self._students.get(request.id))

    @told
    async def ListStudents(self, request, context):
        for student, token in self._students.page(request.page_size, request.page_token):
            yield company_pb2.ListStudentsResponse(student=student, next_page_token=token)

    @told
    async def EnrollStudents(self, requests, context):
        new = await collected(
            requests,
            lambda check, it: check.name("name", it.name).email("email", it.email).number("year", it.year, 1, 10),
        )
        students = [company_pb2.Student(name=it.name, email=it.email, year=it.year) for it in new]
        self._students.add(students)
        return company_pb2.EnrollStudentsResponse(students=students)

    @told
    async def GradeStudents(self, requests, context):
        async for request in requests:
            try:
                yield company_pb2.GradeStudentsResponse(student=self._graded(request))
            except Fault as fault:
                yield company_pb2.GradeStudentsResponse(error=fault.renamed("id", "student_id").status())

    def _graded(self, request: company_pb2.GradeStudentsRequest) -> company_pb2.Student:
        """Records a grade; the student has the new average."""
        Check().id("student_id", request.student_id).name("course", request.course).number(
            "score", request.score, 0, 100
        ).done()
        student = self._students.get(request.student_id)
        grades = self._grades.setdefault(student.id, {})
        grades[request.course] = request.score
        student.average_score = sum(grades.values()) / len(grades)
        return student
