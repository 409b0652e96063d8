"""Every hour, the summaries of the coordinators whose hour it is."""

from bot.schedule.jobs import Hourly, Job, Occasion


async def _summarise(occasion: Occasion) -> str:
    # What makes a summary, with its picture, costs memory and time that most hours do without.
    from bot.flows.services.directory import load_directory  # noqa: PLC0415
    from bot.letters.summarising import weekly_summaries  # noqa: PLC0415
    from bot.questionnaires import Questionnaires  # noqa: PLC0415

    directory = load_directory()
    made = await weekly_summaries(occasion.engine, Questionnaires(directory), directory, occasion.now)
    return f"{made} summaries"


SUMMARIES = Job("summaries", Hourly(), _summarise)
