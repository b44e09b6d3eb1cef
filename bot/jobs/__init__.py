"""What is to be done, by whoever is free: a port and its adapters. The functions of jobs live where their work is."""

from bot.domain.job import Counts, Job
from bot.jobs.port import Queue, Task, Tasks

__all__ = ["Counts", "Job", "Queue", "Task", "Tasks"]
