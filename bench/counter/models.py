"""What the writers fight over: one number, and a line for each request that changed it."""

from django.db import models


class Counter(models.Model):
    value = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.value)


class Line(models.Model):
    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, related_name="lines")
    value = models.PositiveIntegerField(unique=True)

    def __str__(self) -> str:
        return str(self.value)
