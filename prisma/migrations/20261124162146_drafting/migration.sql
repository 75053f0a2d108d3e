-- CreateEnum
CREATE TYPE "standard_state" AS ENUM ('proposed', 'project_approved', 'drafting', 'consulting', 'reviewing', 'review_failed', 'approving', 'published', 'in_force', 'under_review', 'revised', 'replaced', 'abolished', 'terminated');

-- CreateTable
CREATE TABLE "association_rules" (
    "organisation_id" TEXT NOT NULL,
    "code" TEXT,
    "parameters" JSONB NOT NULL DEFAULT '{}',
    "confirmed_at" TIMESTAMPTZ(3),
    "confirmed_by" TEXT,
    "last_sequence" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "association_rules_pkey" PRIMARY KEY ("organisation_id")
);

-- CreateTable
CREATE TABLE "standard_project" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "english_title" TEXT NOT NULL DEFAULT '',
    "ics" TEXT NOT NULL DEFAULT '',
    "ccs" TEXT NOT NULL DEFAULT '',
    "proposal" JSONB NOT NULL DEFAULT '{}',
    "applicants" TEXT[],
    "touches_consumers" BOOLEAN NOT NULL DEFAULT false,
    "state" "standard_state" NOT NULL DEFAULT 'proposed',
    "facts" JSONB NOT NULL DEFAULT '{}',
    "number" TEXT,
    "published_on" TEXT,
    "implementation_on" TEXT,
    "revalidate_by" TEXT,
    "document_id" TEXT NOT NULL,
    "predecessor_id" TEXT,
    "last_move_on" TEXT NOT NULL,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "standard_project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "standard_event" (
    "id" BIGSERIAL NOT NULL,
    "project_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deed" TEXT NOT NULL,
    "from" "standard_state",
    "to" "standard_state",
    "actor_id" TEXT,
    "reason" TEXT NOT NULL DEFAULT '',
    "evidence" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "standard_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "standard_drafter" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "user_id" TEXT,
    "name" TEXT NOT NULL,
    "employer_name" TEXT NOT NULL,
    "employer_uscc" TEXT,
    "part" TEXT NOT NULL DEFAULT 'drafter',
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "standard_drafter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "standard_draft" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "purpose" TEXT NOT NULL DEFAULT 'working',
    "text" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "changes" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT,

    CONSTRAINT "standard_draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "working_draft" (
    "project_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "saved_by" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "working_draft_pkey" PRIMARY KEY ("project_id")
);

-- CreateTable
CREATE TABLE "standard_paper" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT,

    CONSTRAINT "standard_paper_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consultation" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "draft_id" TEXT NOT NULL,
    "opens_on" TEXT NOT NULL,
    "closes_on" TEXT NOT NULL,
    "public" BOOLEAN NOT NULL DEFAULT true,
    "closed_at" TIMESTAMPTZ(3),
    "reminded_on" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "consultation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "draft_comment" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "consultation_id" TEXT,
    "draft_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    "organisation_id" TEXT,
    "user_id" TEXT,
    "email" TEXT,
    "token_hash" TEXT,
    "verified_at" TIMESTAMPTZ(3),
    "withdrawn_at" TIMESTAMPTZ(3),
    "clause" TEXT NOT NULL,
    "element" TEXT NOT NULL DEFAULT '',
    "type" TEXT NOT NULL DEFAULT 'ge',
    "original" TEXT NOT NULL DEFAULT '',
    "proposed" TEXT NOT NULL DEFAULT '',
    "reason" TEXT NOT NULL DEFAULT '',
    "anchor" JSONB,
    "standing" JSONB,
    "disposition" TEXT NOT NULL DEFAULT '',
    "reply" TEXT NOT NULL DEFAULT '',
    "answered_by" TEXT,
    "answered_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "draft_comment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "standard_review" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "draft_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "on" TEXT NOT NULL,
    "papers_sent_on" TEXT,
    "minutes_id" TEXT,
    "outcome" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "standard_review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_member" (
    "id" TEXT NOT NULL,
    "review_id" TEXT NOT NULL,
    "expert_id" TEXT,
    "user_id" TEXT,
    "name" TEXT NOT NULL,
    "employer_name" TEXT NOT NULL DEFAULT '',
    "employer_uscc" TEXT,
    "attends" BOOLEAN NOT NULL DEFAULT false,
    "vote" TEXT,
    "opinion" TEXT NOT NULL DEFAULT '',
    "voted_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "review_member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "published_file" (
    "path" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "published_file_pkey" PRIMARY KEY ("path")
);

-- CreateTable
CREATE TABLE "adoption" (
    "id" TEXT NOT NULL,
    "document_id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "clauses" TEXT[],
    "basis" TEXT NOT NULL DEFAULT 'declared',
    "checked_by" TEXT,
    "evidence_url" TEXT,
    "declared_on" TEXT NOT NULL,
    "ended_on" TEXT,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "adoption_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "association_rules_code_key" ON "association_rules"("code");

-- CreateIndex
CREATE UNIQUE INDEX "standard_project_number_key" ON "standard_project"("number");

-- CreateIndex
CREATE UNIQUE INDEX "standard_project_document_id_key" ON "standard_project"("document_id");

-- CreateIndex
CREATE INDEX "standard_project_organisation_id_state_idx" ON "standard_project"("organisation_id", "state");

-- CreateIndex
CREATE INDEX "standard_project_state_idx" ON "standard_project"("state");

-- CreateIndex
CREATE INDEX "standard_event_project_id_id_idx" ON "standard_event"("project_id", "id");

-- CreateIndex
CREATE INDEX "standard_drafter_project_id_idx" ON "standard_drafter"("project_id");

-- CreateIndex
CREATE INDEX "standard_drafter_user_id_idx" ON "standard_drafter"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "standard_draft_project_id_number_key" ON "standard_draft"("project_id", "number");

-- CreateIndex
CREATE INDEX "standard_paper_project_id_kind_idx" ON "standard_paper"("project_id", "kind");

-- CreateIndex
CREATE INDEX "consultation_project_id_idx" ON "consultation"("project_id");

-- CreateIndex
CREATE INDEX "consultation_closed_at_closes_on_idx" ON "consultation"("closed_at", "closes_on");

-- CreateIndex
CREATE UNIQUE INDEX "draft_comment_token_hash_key" ON "draft_comment"("token_hash");

-- CreateIndex
CREATE INDEX "draft_comment_consultation_id_idx" ON "draft_comment"("consultation_id");

-- CreateIndex
CREATE UNIQUE INDEX "draft_comment_project_id_number_key" ON "draft_comment"("project_id", "number");

-- CreateIndex
CREATE INDEX "standard_review_project_id_idx" ON "standard_review"("project_id");

-- CreateIndex
CREATE INDEX "review_member_user_id_idx" ON "review_member"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "review_member_review_id_expert_id_key" ON "review_member"("review_id", "expert_id");

-- CreateIndex
CREATE INDEX "adoption_document_id_idx" ON "adoption"("document_id");

-- CreateIndex
CREATE INDEX "adoption_organisation_id_idx" ON "adoption"("organisation_id");

-- AddForeignKey
ALTER TABLE "standard_project" ADD CONSTRAINT "standard_project_predecessor_id_fkey" FOREIGN KEY ("predecessor_id") REFERENCES "standard_project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "standard_event" ADD CONSTRAINT "standard_event_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "standard_project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "standard_drafter" ADD CONSTRAINT "standard_drafter_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "standard_project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "standard_draft" ADD CONSTRAINT "standard_draft_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "standard_project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "working_draft" ADD CONSTRAINT "working_draft_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "standard_project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "standard_paper" ADD CONSTRAINT "standard_paper_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "standard_project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consultation" ADD CONSTRAINT "consultation_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "standard_project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consultation" ADD CONSTRAINT "consultation_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "standard_draft"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_comment" ADD CONSTRAINT "draft_comment_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "standard_project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_comment" ADD CONSTRAINT "draft_comment_consultation_id_fkey" FOREIGN KEY ("consultation_id") REFERENCES "consultation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_comment" ADD CONSTRAINT "draft_comment_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "standard_draft"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "standard_review" ADD CONSTRAINT "standard_review_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "standard_project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "standard_review" ADD CONSTRAINT "standard_review_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "standard_draft"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_member" ADD CONSTRAINT "review_member_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "standard_review"("id") ON DELETE CASCADE ON UPDATE CASCADE;

